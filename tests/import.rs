//! Every file of `fixtures/import/<format>/` yields exactly the records, findings or complaint that stand beside it.
//! `PLENARY_BLESS=1 cargo test` writes them anew; the difference is reviewed like code.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use plenary::error::Error;
use plenary::import::{Context, FORMATS, Input, format_named, recognise};
use plenary::record::ConferenceRecord;
use serde_json::{Value, json};

fn fixtures(format: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/import").join(format);
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        // What stands beside `page.txt` is `page.txt.json`; an input may be JSON itself.
        .filter(|path| {
            path.extension().is_none_or(|extension| extension != "json") || !path.with_extension("").exists()
        })
        .collect();
    files.sort();
    files
}

/// What a file yields: its records, its findings, or the complaint about the whole of it.
fn yielded(format: &str, path: &Path) -> Value {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    // A session page does not say which year it is of; every other format says it or is named for it.
    let context = Context {
        conference: (format == "session-page").then(|| ConferenceRecord::parse("ICML 2022")),
        ..Context::default()
    };
    let complaint = |error: &Error| json!({ "complaint": error.to_string(), "help": error.help() });
    let input = match Input::from_bytes(name, fs::read(path).unwrap()) {
        Ok(input) => input,
        Err(error) => return complaint(&error),
    };
    let all = match (format_named(format).unwrap().records)(input, &context) {
        Ok(records) => records,
        Err(error) => return complaint(&error),
    };
    let (mut records, mut findings) = (Vec::new(), Vec::new());
    for record in all {
        match record {
            Ok(record) => records.push(serde_json::to_value(record).unwrap()),
            Err(error) => findings.push(error.to_string()),
        }
    }
    json!({ "records": records, "findings": findings })
}

#[test]
fn every_format_yields_what_stands_beside_its_fixtures() {
    for format in FORMATS {
        let files = fixtures(format.name);
        assert!(!files.is_empty(), "{} has no fixture", format.name);
        for path in files {
            let found = serde_json::to_string_pretty(&yielded(format.name, &path)).unwrap() + "\n";
            let mut golden = path.clone().into_os_string();
            golden.push(".json");
            support::compare(Path::new(&golden), &found);
        }
    }
}

#[test]
fn recognises_its_own_fixtures_and_no_other_file() {
    for format in FORMATS {
        for path in fixtures(format.name) {
            let Ok(input) = Input::open(&path) else { continue };
            let is_one = yielded(format.name, &path).get("records").is_some();
            let recognised = recognise(&input).map(|format| format.name);
            assert_eq!(recognised.filter(|_| is_one), is_one.then_some(format.name), "{}", path.display());
        }
    }
    for other in ["Cargo.toml", "README.md", "src/lib.rs", "migrations/V1__programme.sql", "fixtures/import"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(other);
        if path.is_file() {
            assert!(recognise(&Input::open(&path).unwrap()).is_none(), "{other}");
        }
    }
}

#[test]
fn a_page_cut_anywhere_gives_fewer_papers_never_other_titles() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/import/session-page/seed-layout.txt");
    let whole = fs::read(&path).unwrap();
    let titles = |bytes: &[u8]| -> Option<Vec<String>> {
        let input = Input::from_bytes("page", bytes.to_vec()).unwrap();
        let records = (format_named("session-page").unwrap().records)(input, &Context::default()).ok()?;
        let papers = records.flatten().filter_map(|record| match record {
            plenary::record::Record::Paper(paper) if !paper.authors.is_empty() => Some(paper.title),
            _ => None,
        });
        Some(papers.collect())
    };
    let all = titles(&whole).unwrap();
    assert_eq!(all.len(), 3);
    for end in 0..whole.len() {
        let Some(found) = titles(&whole[..end]) else { continue };
        assert!(all.starts_with(&found), "cut at {end}: {found:?}");
    }
}
