//! Every format: what a file holds is what comes out of it, and a file cut anywhere never yields anything else.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use plenary::error::{Error, Severity};
use plenary::import::{Context, FORMATS, ImportFormat, Input, recognise, walk};
use plenary::record::{PaperRecord, Record, SessionRecord};

/// What comes out of a file, and how it ended.
struct Yield {
    records: Vec<Record>,
    rejected: Vec<String>,
    complaint: Option<String>,
}

impl Yield {
    fn papers(&self) -> usize {
        self.records.iter().filter(|record| matches!(record, Record::Paper(_))).count()
    }
}

fn read(format: &ImportFormat, input: Input) -> Yield {
    let mut all = Yield { records: Vec::new(), rejected: Vec::new(), complaint: None };
    let records = match (format.records)(input, &Context::default()) {
        Ok(records) => records,
        Err(error) => return Yield { complaint: Some(error.to_string()), ..all },
    };
    for record in records {
        match record {
            Ok(record) => all.records.push(record),
            Err(Error::Finding(finding)) if finding.severity == Severity::Note => {}
            Err(Error::Finding(finding)) => all.rejected.push(finding.to_string()),
            Err(error) => all.complaint = Some(error.to_string()),
        }
    }
    all
}

/// What comes out of a shared file of the format that recognises it, which has to be this one.
fn read_shared(name: &str, path: &Path) -> Yield {
    let input = Input::open(path).unwrap();
    let format = recognise(&input).unwrap_or_else(|| panic!("{}: not recognised", path.display()));
    assert_eq!(format.name, name, "{}", path.display());
    let all = read(format, input);
    assert_eq!(all.complaint, None, "{}", path.display());
    all
}

fn files(part: &str) -> Vec<PathBuf> {
    let Some(folder) = support::shared(part) else { return Vec::new() };
    let mut files: Vec<PathBuf> = walk(&folder).unwrap().into_iter().map(|found| found.path).collect();
    files.sort();
    assert!(!files.is_empty(), "{part} is empty");
    files
}

#[test]
fn every_row_of_the_paper_lists_is_a_paper_or_a_finding() {
    for path in files("corpus/paperlists") {
        let rows: Vec<serde_json::Value> = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let all = read_shared("paperlists", &path);
        assert_eq!(all.papers() + all.rejected.len(), rows.len(), "{}: {:?}", path.display(), all.rejected);
        let untitled = rows.iter().filter(|row| row["title"].as_str().unwrap_or_default().trim().is_empty()).count();
        let explained = all.rejected.iter().filter(|finding| finding.contains("no title")).count();
        assert_eq!(untitled, explained, "{}", path.display());
    }
}

#[test]
fn every_entry_of_the_bibliographies_is_a_paper() {
    for path in files("samples/bibtex") {
        let text = fs::read_to_string(&path).unwrap();
        let all = read_shared("bibtex", &path);
        assert_eq!(all.rejected, Vec::<String>::new(), "{}", path.display());
        let entries = text.lines().filter(|line| line.starts_with('@')).count();
        assert_eq!(all.papers(), entries, "{}", path.display());
        for record in &all.records {
            let Record::Paper(paper) = record else { panic!("{record:?}") };
            assert!(paper.conference.is_some() && !paper.authors.is_empty(), "{}: {paper:?}", path.display());
            let has_tex = |text: &str| text.contains(['{', '}', '\\']) && !text.contains('$');
            assert!(!has_tex(&paper.title), "{paper:?}");
            assert!(!paper.authors.iter().any(|author| has_tex(author.name.as_str())), "{paper:?}");
        }
    }
}

#[test]
fn every_post_of_pmlr_is_a_paper() {
    let posts = files("samples/pmlr_post");
    for path in &posts {
        let all = read_shared("pmlr-post", path);
        let [Record::Paper(paper)] = all.records.as_slice() else { panic!("{}: {:?}", path.display(), all.rejected) };
        let text = fs::read_to_string(path).unwrap();
        assert_eq!(paper.authors.len(), text.lines().filter(|line| line.starts_with("- given: ")).count());
        assert_eq!(paper.conference.as_deref(), Some("ICML 2022"));
        let id = path.file_stem().unwrap().to_string_lossy().replace("2022-06-28-", "");
        assert_eq!(paper.ids[0].to_string(), format!("pmlr:v162/{id}"));
    }
}

#[test]
fn every_paper_of_the_anthology_is_one() {
    for path in files("corpus/acl-xml").into_iter().chain(files("samples/acl_xml")) {
        if path.extension().is_none_or(|extension| extension != "xml") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let all = read_shared("acl-xml", &path);
        assert_eq!(all.rejected, Vec::<String>::new(), "{}", path.display());
        // In the old layout a volume is written as a paper.
        let volumes = all.records.iter().filter(|record| matches!(record, Record::Session(_))).count();
        let is_old = !text.contains("<collection");
        let expected = text.matches("<paper ").count() - if is_old { volumes } else { 0 };
        assert_eq!(all.papers(), expected, "{}", path.display());
        let in_papers =
            |tag: &str| text.split("<paper ").skip(1).map(|paper| paper.matches(tag).count()).sum::<usize>();
        let authors: usize = all
            .records
            .iter()
            .map(|record| match record {
                Record::Paper(paper) => paper.authors.len(),
                _ => 0,
            })
            .sum();
        assert_eq!(authors, in_papers("<author>") + in_papers("<author "), "{}", path.display());
    }
}

#[test]
fn every_record_of_dblp_is_a_paper_or_a_person() {
    for path in files("samples/dblp_xml").into_iter().filter(|path| path.ends_with("part.xml")) {
        let text = fs::read_to_string(&path).unwrap();
        let all = read_shared("dblp-xml", &path);
        assert_eq!(all.rejected, Vec::<String>::new());
        let kinds = ["<article ", "<inproceedings ", "<incollection ", "<phdthesis ", "<mastersthesis "];
        assert_eq!(all.papers(), kinds.iter().map(|kind| text.matches(kind).count()).sum::<usize>());
    }
}

#[test]
fn every_event_of_a_virtual_site_is_a_paper() {
    for path in files("samples/virtual_json") {
        let feed: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let all = read_shared("virtual-json", &path);
        assert_eq!(all.rejected, Vec::<String>::new());
        assert_eq!(all.papers(), feed["results"].as_array().unwrap().len());
        let sessions = all.records.iter().filter(|record| matches!(record, Record::Session(_))).count();
        assert_eq!(sessions, 6);
    }
}

#[test]
fn every_event_of_a_schedule_is_a_session() {
    for path in files("samples/pretalx_schedule").into_iter().filter(|path| !path.ends_with("schema.json")) {
        let text = fs::read_to_string(&path).unwrap();
        let all = read_shared("pretalx", &path);
        assert_eq!(all.rejected, Vec::<String>::new());
        let events = match text.matches("\"persons\":").count() {
            0 => text.matches("\"speakers\":").count(),
            events => events,
        };
        let sessions: Vec<&SessionRecord> = all
            .records
            .iter()
            .filter_map(|record| match record {
                Record::Session(session) => Some(session),
                _ => None,
            })
            .collect();
        assert_eq!(sessions.len(), events, "{}", path.display());
        assert!(sessions.iter().all(|session| session.room.is_some()), "{}", path.display());
        let starts = |session: &&SessionRecord| {
            session.time.as_ref().is_some_and(|time| time.starts_at.is_some() && time.ends_at.is_some())
        };
        assert!(sessions.iter().all(starts), "{}", path.display());
    }
}

#[test]
fn every_row_of_the_tables_is_a_paper_or_a_finding() {
    // Six rows are quoted badly, and the last one does not end with a line break.
    let tables = files("samples/csv").into_iter().map(|path| (path, "csv", 67, 7));
    let miniconf =
        files("samples/miniconf").into_iter().filter(|path| path.extension().is_some_and(|end| end == "csv"));
    let miniconf = miniconf.map(|path| {
        let mut rows = csv::ReaderBuilder::new().flexible(true).from_path(&path).unwrap();
        let count = rows.records().count();
        // Two of them are cut behind so many bytes.
        let cut = usize::from(!fs::read(&path).unwrap().ends_with(b"\n"));
        (path, "miniconf", count, cut)
    });
    for (path, format, rows, rejected) in tables.chain(miniconf) {
        let all = read_shared(format, &path);
        assert_eq!(all.papers() + all.rejected.len(), rows, "{}: {:?}", path.display(), all.rejected);
        assert_eq!(all.rejected.len(), rejected, "{}: {:?}", path.display(), all.rejected);
    }
}

#[test]
fn every_session_of_miniconf_has_its_papers() {
    for path in files("samples/miniconf").into_iter().filter(|path| path.extension().is_some_and(|end| end == "yml")) {
        let text = fs::read_to_string(&path).unwrap();
        let all = read_shared("miniconf-sessions", &path);
        let sessions = all.records.iter().filter(|record| matches!(record, Record::Session(_))).count();
        let placements = all.records.iter().filter(|record| matches!(record, Record::Placement(_))).count();
        assert_eq!(sessions, text.lines().filter(|line| !line.starts_with([' ', '-']) && line.ends_with(':')).count());
        assert_eq!(placements, text.lines().filter(|line| line.starts_with("  - ")).count());
    }
}

#[test]
fn every_card_of_a_saved_page_is_a_paper() {
    for path in files("samples/virtual_html") {
        let html = fs::read_to_string(&path).unwrap();
        let all = read_shared("virtual-html", &path);
        assert_eq!(all.rejected, Vec::<String>::new());
        let count = |class: &str| html.matches(class).count();
        assert_eq!(all.papers(), count("displaycards touchup-date") + count("\"track-schedule-card\""));
        for record in &all.records {
            let Record::Paper(paper) = record else { continue };
            assert!(!paper.authors.is_empty() && paper.abstract_text.is_some(), "{paper:?}");
            assert!(paper.authors.iter().all(|author| !author.name.as_str().contains(['\n', '·'])), "{paper:?}");
        }
    }
}

#[test]
fn leaves_json_of_other_things_alone() {
    for (json, expected) in [
        (r#"[{"title": "Looms", "author": "Ada Lovelace", "year": 1843, "isbn": "978-3", "abstract": "x"}]"#, None),
        (r#"[{"title": "Looms", "author": "Ada Lovelace", "year": 1843, "pages": 66, "status": "lent"}]"#, None),
        (r#"{"books": [{"title": "Looms", "author": "Ada Lovelace", "abstract": "x"}]}"#, None),
        (
            r#"{"name": "looms", "title": "Looms", "author": "Ada Lovelace", "version": "1.0.0", "keywords": ["x"]}"#,
            None,
        ),
        (r#"{"type": "FeatureCollection", "features": [{"properties": {"name": "x", "room_name": "y"}}]}"#, None),
        (r#"[{"id": 1, "name": "Ada", "fullname": "Ada Lovelace", "email": "ada@example.org"}]"#, None),
        ("[]", None),
        ("{}", None),
        (r#"[{"title": "Looms", "author": "Ada Lovelace", "track": "main"}]"#, Some("paperlists")),
        (r#"[{"title": "Looms", "author": "Ada Lovelace;Alan Turing"}]"#, Some("paperlists")),
        (r#"{"count": 0, "results": [{"name": "Looms", "room_name": "x"}]}"#, Some("virtual-json")),
        (r#"{"schedule": {"version": "1", "conference": {"acronym": "x", "rooms": [{}]}}}"#, Some("pretalx")),
    ] {
        let input = Input::from_bytes("x.json", json.as_bytes().to_vec()).unwrap();
        assert_eq!(recognise(&input).map(|format| format.name), expected, "{json}");
    }
}

#[test]
fn a_file_cut_anywhere_yields_fewer_records_and_never_others() {
    for format in FORMATS.iter().filter(|format| format.name != "session-page") {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/import").join(format.name);
        for found in walk(&folder).unwrap() {
            let path = found.path;
            // What must come out of `papers.json` stands in `papers.json.json`.
            if path.with_extension("").extension().is_some() && path.with_extension("").exists() {
                continue;
            }
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let whole = fs::read(&path).unwrap();
            let all = read(format, Input::from_bytes(name.as_str(), whole.clone()).unwrap());
            for end in 0..whole.len() {
                let cut = Input::from_bytes(name.as_str(), whole[..end].to_vec()).unwrap();
                let some = read(format, cut);
                // A paper may lose its conference with the volume that stood behind the cut.
                let is_less = |one: &Record, other: &Record| match (one, other) {
                    (Record::Paper(one), Record::Paper(other)) => {
                        let without = PaperRecord { conference: None, ..other.clone() };
                        // Several rows of a table may tell of one paper: those before the cut are known.
                        let (authors, presentations) = (one.authors.clone(), one.presentations.clone());
                        let is_part = format.name == "csv"
                            && other.authors.starts_with(&authors)
                            && other.presentations.starts_with(&presentations);
                        *one == without || (is_part && *one == PaperRecord { authors, presentations, ..other.clone() })
                    }
                    // A session lasts as long as those of its papers that are known.
                    (Record::Session(one), Record::Session(other)) => {
                        SessionRecord { time: None, ..one.clone() } == SessionRecord { time: None, ..other.clone() }
                    }
                    _ => false,
                };
                let is_other = |one: &&Record| !all.records.iter().any(|other| *one == other || is_less(one, other));
                let other = some.records.iter().find(is_other);
                assert!(other.is_none(), "{} cut at {end}: {other:?}", path.display());
                assert!(some.records.len() <= all.records.len(), "{} cut at {end}", path.display());
            }
        }
    }
}
