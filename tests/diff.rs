//! What changed: between two imports, two databases, a database and files; as rows and as a notice.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use plenary::store::Store;
use plenary::store::diff::{Comparison, Kinship, Scope, Snapshot, Texts, compare};

const PAGE: &str = "Session\nGraphs\nTue 19 Jul 10:15 a.m. EDT — 11:45 a.m. EDT\n[ Room 310 ]\nModerator: Smita Krishnaswamy\n\
    Area Attention\nYang Li · Lukasz Kaiser\nAttention over areas of any size, in an image or in a text.\n\
    Graph U-Nets\nHongyang Gao · Shuiwang Ji\nPooling and unpooling on graphs, with encoders and decoders of equal depth.\n\
    Data Poisoning Attacks in Multi-Party Learning\nSaeed Mahloujifar · Mohammad Mahmoody · Ameer Mohammed\nWhat one party can do to all others, when they learn together.\n\
    Session\nPosters\nTue 19 Jul 5:30 p.m. EDT — 7:30 p.m. EDT\n[ Hall C ]\nModerator: Ana Ruiz\n\
    Deep Sets\nManzil Zaheer · Satwik Kottur · Barnabas Poczos\nFunctions of sets, which do not ask for the order of what they hold.\n\
    Neural Processes\nMarta Garnelo\nDistributions over functions that learn from a few points of each of them.\n\
    Session\nClosing\nWed 20 Jul 9:00 a.m. EDT — 10:00 a.m. EDT\n[ Hall C ]\nModerator: Eva Cano\n\
    Notes on an Engine\nAda Lovelace\nOn an engine that nobody has built, and on what it would be able to do.\n";

const GRAPH: &str = "Graph U-Nets\nHongyang Gao · Shuiwang Ji\nPooling and unpooling on graphs, with encoders and decoders of equal depth.\n";
const NEURAL: &str =
    "Neural Processes\nMarta Garnelo\nDistributions over functions that learn from a few points of each of them.\n";
const CLOSING: &str = "Session\nClosing\nWed 20 Jul 9:00 a.m. EDT — 10:00 a.m. EDT\n[ Hall C ]\nModerator: Eva Cano\n\
    Notes on an Engine\nAda Lovelace\nOn an engine that nobody has built, and on what it would be able to do.\n";
const POSTERS: &str = "Session\nPosters\nTue 19 Jul 5:30 p.m. EDT — 7:30 p.m. EDT\n[ Hall C ]";

/// The edits of one week before a conference.
const EDITS: [(&str, &str); 8] = [
    (
        "Session\nGraphs\nTue 19 Jul 10:15 a.m. EDT — 11:45 a.m. EDT\n[ Room 310 ]",
        "Session\nGraphs and Areas\nTue 19 Jul 10:15 a.m. EDT — 11:45 a.m. EDT\n[ Room 9 ]",
    ),
    ("Yang Li · Lukasz Kaiser", "Łukasz Kaiser · Yang Li · Samy Bengio"),
    ("Data Poisoning Attacks in Multi-Party Learning", "Universal Multi-Party Poisoning Attacks"),
    (GRAPH, ""),
    (" · Satwik Kottur", ""),
    (
        NEURAL,
        "Graph U-Nets\nHongyang Gao · Shuiwang Ji\nPooling and unpooling on graphs, with encoders and decoders of equal depth.\nSums *and* Products of [Sets](http://a.org)\nGrace Hopper\nHow sets are added and multiplied, and what becomes of their members.\n",
    ),
    (CLOSING, ""),
    ("5:30 p.m. EDT — 7:30 p.m.", "6:00 p.m. EDT — 8:00 p.m."),
];

fn edited(edits: &[(&str, &str)]) -> String {
    let mut text = PAGE.to_owned();
    for (from, to) in edits {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    text
}

struct Folder(tempfile::TempDir);

struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("tmp")).unwrap();
        Self(folder)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Runs a command; what it reads from files is not told here.
    fn run(&self, words: &[&str]) -> Ran {
        let output = Command::new(env!("CARGO_BIN_EXE_plenary"))
            .args(words)
            .current_dir(self.0.path())
            .env_remove("PLENARY_DB")
            .env("TMPDIR", self.0.path().join("tmp"))
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace("\r\n", "\n");
        let err = text(output.stderr);
        let formats = [": session-page: ", ": bibtex: "];
        let told = err.lines().filter(|line| !formats.iter().any(|format| line.contains(format)));
        Ran {
            code: output.status.code().unwrap(),
            out: text(output.stdout),
            err: told.map(|line| format!("{line}\n")).collect(),
        }
    }

    fn import(&self, words: &[&str]) {
        let ran = self.run(&[&["import"], words].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
    }

    /// What a comparison that does its work writes, and what it says.
    fn diff(&self, words: &[&str]) -> (String, String) {
        let ran = self.run(&[&["diff"], words].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert_eq!(fs::read_dir(self.0.path().join("tmp")).unwrap().count(), 0);
        (ran.out, ran.err)
    }
}

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/diff").join(name)
}

const HEADINGS: &str = "what,title,change,field,before,after,authors,session,room,time\n";

#[test]
fn tells_what_an_edited_page_changed_in_every_format() {
    let folder = Folder::new();
    folder.write("page.txt", PAGE);
    folder.import(&["page.txt", "--conference", "ICML 2022"]);
    folder.write("page.txt", &edited(&EDITS));
    folder.import(&["page.txt", "--conference", "ICML 2022"]);
    for (format, name) in [("csv", "week.csv"), ("json", "week.json"), ("markdown", "week.md"), ("table", "week.txt")] {
        let (out, err) = folder.diff(&["1", "2", "-F", format]);
        support::compare(&golden(name), &out);
        assert_eq!(err, "");
    }
    let (between, _) = folder.diff(&["1", "2"]);
    assert_eq!(folder.diff(&["1"]), (between.clone(), String::new()));
    assert_eq!(folder.diff(&["+1", "./plenary.db"]), (between.clone(), String::new()));
    let (_, err) = folder.diff(&["1", "-o", "notice.md"]);
    assert_eq!(err, format!("notice.md: {} rows\n", between.lines().count() - 1));
    support::compare(&golden("week.md"), &fs::read_to_string(folder.0.path().join("notice.md")).unwrap());
    let (backwards, _) = folder.diff(&["2", "1"]);
    support::compare(&golden("week-backwards.csv"), &backwards);
}

#[test]
fn two_databases_and_files_tell_the_same_as_two_imports() {
    let folder = Folder::new();
    folder.write("page.txt", PAGE);
    folder.import(&["page.txt", "--conference", "ICML 2022", "--db", "old.db"]);
    let text = edited(&EDITS);
    folder.write("other.txt", &text);
    folder.import(&["other.txt", "--conference", "ICML 2022", "--db", "new.db"]);
    let (of_databases, err) = folder.diff(&["old.db", "new.db"]);
    assert_eq!(err, "");
    support::compare(&golden("week.csv"), &of_databases);
    let files = ["--from", "other.txt", "--conference", "ICML 2022"];
    let (of_files, err) = folder.diff(&[&["old.db"], &files[..]].concat());
    assert_eq!((of_files.as_str(), err.as_str()), (of_databases.as_str(), ""));
    assert_eq!(folder.diff(&[&["--db", "old.db"], &files[..]].concat()).0, of_databases);
    assert_eq!(folder.diff(&[&["1", "--db", "old.db"], &files[..]].concat()).0, of_databases);
}

#[test]
fn states_that_are_equal_have_no_differences() {
    let folder = Folder::new();
    folder.write("page.txt", PAGE);
    folder.import(&["page.txt", "--conference", "ICML 2022"]);
    folder.write("page.txt", &edited(&EDITS));
    folder.import(&["page.txt", "--conference", "ICML 2022"]);
    folder.write("page.txt", PAGE);
    folder.import(&["page.txt", "--conference", "ICML 2022"]);
    let none = (HEADINGS.to_owned(), "no differences\n".to_owned());
    for words in [&["1"] as &[&str], &["1", "3"], &["3", "1"], &["plenary.db", "plenary.db"], &["--from", "page.txt"]] {
        assert_eq!(folder.diff(words), none, "{words:?}");
    }
    assert_eq!(folder.diff(&["1", "-F", "json"]), ("[]\n".to_owned(), none.1.clone()));
    assert_eq!(folder.diff(&["1", "-F", "markdown"]), (String::new(), none.1));
    let names: Vec<_> = fs::read_dir(folder.0.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 3, "{names:?}");
}

#[test]
fn proceedings_under_other_titles_are_the_papers_of_the_programme() {
    let folder = Folder::new();
    folder.write(
        "page.txt",
        "Session\nGraphs\nRoom 310\nModerator: Smita Krishnaswamy\n\
         Data Poisoning Attacks in Multi-Party Learning\nSaeed Mahloujifar · Mohammad Mahmoody · Ameer Mohammed\nWhat one party can do to all others, when they learn together.\n\
         Distilling the Posterior in Bayesian Neural Networks\nKuan-Chieh Wang · Paul Vicol · Roger Grosse\nSamples of a posterior are put into a network that gives more of them.\n\
         Area Attention\nYang Li · Lukasz Kaiser\nAttention over areas of any size, in an image or in a text.\n\
         Deep Sets\nManzil Zaheer\nFunctions of sets, which do not ask for the order of what they hold.\n",
    );
    folder.write(
        "proceedings.bib",
        "@inproceedings{a, title = {Universal Multi-Party Poisoning Attacks}, author = {Mahloujifar, Saeed and Mahmoody, Mohammad and Mohammed, Ameer}, booktitle = {ICML}, year = {2019}, pages = {1--10}}\n\
         @inproceedings{b, title = {Adversarial Distillation of {B}ayesian Neural Network Posteriors}, author = {Wang, Kuan-Chieh and Vicol, Paul and Grosse, Roger}, booktitle = {ICML}, year = {2019}}\n\
         @inproceedings{c, title = {Area attention}, author = {Li, Yang and Kaiser, {\\L}ukasz}, booktitle = {ICML}, year = {2019}}\n\
         @inproceedings{d, title = {Neural Processes}, author = {Garnelo, Marta}, booktitle = {ICML}, year = {2019}}\n",
    );
    folder.import(&["page.txt", "--conference", "ICML 2019", "--db", "programme.db"]);
    folder.import(&["proceedings.bib", "--db", "proceedings.db"]);
    let expected = "## New papers\n\n\
        - **Neural Processes** by Marta Garnelo\n\n\
        ## Withdrawn papers\n\n\
        - **Deep Sets** by Manzil Zaheer (session \"Graphs\", Room 310)\n\n\
        ## Retitled papers\n\n\
        - **Distilling the Posterior in Bayesian Neural Networks** is now **Adversarial Distillation of Bayesian Neural Network Posteriors**\n\
        - **Data Poisoning Attacks in Multi-Party Learning** is now **Universal Multi-Party Poisoning Attacks**\n\n\
        ## Changed author lists\n\n\
        - **Area attention**: Lukasz Kaiser is now spelt Łukasz Kaiser\n\n\
        ## Other changes of papers\n\n\
        - **Area attention**: title Area Attention → Area attention\n";
    let (out, err) = folder.diff(&["programme.db", "proceedings.db", "-F", "markdown"]);
    assert_eq!(out, expected);
    assert_eq!(err, "one side names no sessions, so sessions are not compared\n");
    let (out, _) = folder.diff(&["programme.db", "--from", "proceedings.bib", "-F", "markdown"]);
    assert_eq!(out, expected);
}

#[test]
fn a_page_in_the_middle_of_a_programme_is_compared_with_its_own_session() {
    let folder = Folder::new();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/programme");
    for name in ["hall-b.txt", "hall-c.txt", "room-310.txt"] {
        folder.write(&format!("pages/{name}"), &fs::read_to_string(fixtures.join(name)).unwrap());
    }
    folder.import(&["pages", "--conference", "ICML 2022"]);
    folder.write(
        "other.bib",
        "@inproceedings{a, title = {Deep Sets}, author = {Zaheer, Manzil}, booktitle = {NeurIPS}, year = {2017}}\n",
    );
    folder.import(&["other.bib"]);
    let text = fs::read_to_string(fixtures.join("hall-b.txt")).unwrap();
    let text = text
        .replace("[ Hall B ]", "[ Hall D ]")
        .replace("10:15 a.m.", "10:30 a.m.")
        .replace("Notes on an Unfinished Proof", "Notes on a Finished Proof")
        .replace("Ilse Torvund · Kwabena Asare-Boateng", "Ilse Torvund");
    let expected = "session,Theory of Small Samples,moved,room,Hall B,Hall D,,,Hall D,Tue 19 Jul 10:30 a.m. EDT — 11:45 a.m. EDT\n\
        session,Theory of Small Samples,moved,time,Tue 19 Jul 10:15 a.m. EDT — 11:45 a.m. EDT,Tue 19 Jul 10:30 a.m. EDT — 11:45 a.m. EDT,,,Hall D,Tue 19 Jul 10:30 a.m. EDT — 11:45 a.m. EDT\n\
        paper,A Bound for Three Observations,author dropped,authors,Kwabena Asare-Boateng,,Ilse Torvund,Theory of Small Samples,Hall D,Tue 19 Jul 10:30 a.m. EDT — 11:45 a.m. EDT\n\
        paper,Notes on a Finished Proof,retitled,title,Notes on an Unfinished Proof,Notes on a Finished Proof,Þórdís Ægisdóttir,Theory of Small Samples,Hall D,Tue 19 Jul 10:30 a.m. EDT — 11:45 a.m. EDT\n";
    // Under its own name, and under another.
    for name in ["new.txt", "pages/hall-b.txt"] {
        folder.write(name, &text);
        let (out, err) = folder.diff(&["--from", name]);
        assert_eq!(out, format!("{HEADINGS}{expected}"), "{name}");
        assert_eq!(err, format!("compared with the one session that {name} is about; --all compares everything\n"));
    }
    // The folder is all of ICML 2022, whatever else is in the database.
    let (out, err) = folder.diff(&["--from", "pages"]);
    assert_eq!(out, format!("{HEADINGS}{expected}"));
    assert_eq!(err, "compared with the 3 sessions that pages is about; --all compares everything\n");
    // A page that is gone from the folder takes its session with it; a paper that another page names stays.
    fs::remove_file(folder.0.path().join("pages/hall-c.txt")).unwrap();
    let (out, _) = folder.diff(&["--from", "pages", "-F", "markdown"]);
    support::compare(&golden("folder.md"), &out);
    let (out, err) = folder.diff(&["--from", "new.txt", "--all"]);
    assert_eq!(err, "");
    assert_eq!(out.lines().filter(|line| line.contains(",withdrawn,")).count(), 2 + 15 + 2 + 1);
}

#[test]
fn a_paper_that_leaves_one_of_its_sessions_is_not_withdrawn() {
    let folder = Folder::new();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/programme");
    folder.import(&[fixtures.to_str().unwrap(), "--conference", "ICML 2022"]);
    let text = fs::read_to_string(fixtures.join("hall-b.txt")).unwrap();
    let (start, rest) = text.split_once("Medians of Means of Medians").unwrap();
    let (_, end) = rest.split_once("( Spotlight )\n").unwrap();
    folder.write("new.txt", &format!("{start}{end}"));
    let (out, _) = folder.diff(&["--from", "new.txt", "--conference", "ICML 2022", "-F", "csv"]);
    assert_eq!(
        out,
        format!(
            "{HEADINGS}paper,Medians of Means of Medians,taken out,session,Theory of Small Samples,,Wen Haolan,\
             Theory of Small Samples; Posters,Hall B; Hall C,2022-07-19T10:15:00-04:00; 2022-07-20T17:30:00-04:00\n"
        )
    );
}

#[test]
fn refuses_what_it_cannot_compare_and_says_what_it_can() {
    let folder = Folder::new();
    folder.write("page.txt", PAGE);
    folder.import(&["page.txt"]);
    folder.write("page.txt", &edited(&[("Room 310", "Room 9")]));
    folder.import(&["page.txt"]);
    folder.write("7", "");
    let forms = "help: write `plenary diff 3`, `plenary diff 3 5`, `plenary diff old.db new.db` or `plenary diff --from PATH…`\n";
    let cases: [(&[&str], String); 9] = [
        (&[], format!("error: there is nothing to compare\n{forms}")),
        (&["plenary.db"], format!("error: there is nothing to compare plenary.db with\n{forms}")),
        (&["nowhere.db", "plenary.db"], format!("error: `nowhere.db` is neither the number of an import nor a database that is there\n{forms}")),
        (&["3"], "error: there is no import 3\nhelp: the imports are 1, 2\n".into()),
        (&["99999999999999999999"], "error: there is no import 99999999999999999999\nhelp: give the number of an import, such as 3\n".into()),
        (&["7"], "error: `7` may be import 7 or the file 7 in this folder\nhelp: write ./7 for the file, +7 for the import\n".into()),
        (&["1", "2", "--from", "page.txt"], "error: --from is the state after already, so `2` is one too many\nhelp: leave it out, or leave out --from\n".into()),
        (
            &["--from", "page.txt", "plenary.db"],
            "error: plenary.db is a database, and --from takes every word behind it for a programme file\nhelp: put it before --from: plenary diff plenary.db --from PATH…\n".into(),
        ),
        (&["1", "--excel", "-F", "markdown"], "error: --excel has no meaning for the format markdown\nhelp: --excel goes with csv and tsv: leave it out, or say --format csv\n".into()),
    ];
    for (words, expected) in cases {
        let ran = folder.run(&[&["diff"], words].concat());
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (2, "", expected.as_str()), "{words:?}");
    }
    let ran = folder.run(&["diff", "plenary.db", "page.txt"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.ends_with("help: to ask a programme file directly, use --from PATH\n"), "{}", ran.err);
    // Every state is read on a copy: the database is what it was.
    let ran = folder.run(&["diff", "1", "--db", "page.txt"]);
    assert_eq!(ran.code, 1);
    let before = fs::read(folder.0.path().join("plenary.db")).unwrap();
    folder.diff(&["1"]);
    assert_eq!(fs::read(folder.0.path().join("plenary.db")).unwrap(), before);
}

/// What differs between a page and an edited one, a line each, in two databases that know nothing of each other.
fn compared(before: &str, after: &str) -> Comparison {
    let folder = Folder::new();
    let mut texts = Texts::default();
    let mut snapshot = |name: &str, text: &str| {
        folder.write(name, text);
        let mut store = Store::open_in_memory().unwrap();
        support::import(&mut store, &folder.0.path().join(name), "ICML 2022");
        Snapshot::read(store.connection(), &mut texts).unwrap()
    };
    let (before, after) = (snapshot("a.txt", before), snapshot("b.txt", after));
    compare(&before, &after, Kinship::Strangers, &Scope::Everything)
}

#[test]
fn tells_every_edit_as_what_it_is() {
    type Case<'a> = (&'a [(&'a str, &'a str)], &'a [&'a str]);
    let cases: [Case<'_>; 16] = [
        (&[], &[]),
        (&[("Room 310", "Room 9")], &["session|Graphs|moved|room|Room 310|Room 9"]),
        (&[("Session\nGraphs", "Session\nNetworks")], &["session|Networks|renamed|title|Graphs|Networks"]),
        (
            &[("5:30 p.m.", "6:30 p.m."), ("7:30 p.m.", "8:30 p.m.")],
            &["session|Posters|moved|time|2022-07-19T17:30:00-04:00|2022-07-19T18:30:00-04:00"],
        ),
        (
            &[("7:30 p.m.", "8:30 p.m.")],
            &["session|Posters|moved|end|2022-07-19T19:30:00-04:00|2022-07-19T20:30:00-04:00"],
        ),
        (&[("Ana Ruiz", "Eva Ruiz Cano")], &["session|Posters|edited|moderator|Ana Ruiz|Eva Ruiz Cano"]),
        (
            &[("Deep Sets\n", "An Entirely Other Heading\n")],
            &["paper|An Entirely Other Heading|retitled|title|Deep Sets|An Entirely Other Heading"],
        ),
        (&[("Deep Sets\n", "Deep sets\n")], &["paper|Deep sets|edited|title|Deep Sets|Deep sets"]),
        (&[(" · Satwik Kottur", "")], &["paper|Deep Sets|author dropped|authors|Satwik Kottur|"]),
        (
            &[("Lukasz Kaiser", "Lukasz Kaiser · Samy Bengio")],
            &["paper|Area Attention|author added|authors||Samy Bengio"],
        ),
        (&[("Lukasz Kaiser", "L. Kaiser")], &["paper|Area Attention|author renamed|authors|Lukasz Kaiser|L. Kaiser"]),
        (
            &[("Yang Li · Lukasz Kaiser", "Lukasz Kaiser · Yang Li")],
            &["paper|Area Attention|authors reordered|authors|Yang Li; Lukasz Kaiser|Lukasz Kaiser; Yang Li"],
        ),
        (&[(NEURAL, "")], &["paper|Neural Processes|withdrawn|||"]),
        (&[(CLOSING, "")], &["session|Closing|withdrawn|||", "paper|Notes on an Engine|withdrawn|||"]),
        (&[(GRAPH, ""), (NEURAL, GRAPH_AND_NEURAL)], &["paper|Graph U-Nets|moved|session|Graphs|Posters"]),
        (
            &[(POSTERS, "Session\nEvening\nTue 19 Jul 5:30 p.m. EDT — 7:30 p.m. EDT\n[ Hall D ]")],
            &["session|Evening|renamed|title|Posters|Evening", "session|Evening|moved|room|Hall C|Hall D"],
        ),
    ];
    for (edits, expected) in cases {
        let found: Vec<String> = compared(PAGE, &edited(edits))
            .differences
            .iter()
            .map(|difference| {
                difference.values()[..6].iter().map(|value| value.unwrap_or_default()).collect::<Vec<_>>().join("|")
            })
            .collect();
        assert_eq!(found, expected, "{edits:?}");
    }
}

const GRAPH_AND_NEURAL: &str = "Graph U-Nets\nHongyang Gao · Shuiwang Ji\nPooling and unpooling on graphs, with encoders and decoders of equal depth.\n\
    Neural Processes\nMarta Garnelo\nDistributions over functions that learn from a few points of each of them.\n";

#[test]
fn a_conference_alone_is_compared_with_its_own_edition() {
    let folder = Folder::new();
    folder.write("2021.txt", PAGE);
    folder.import(&["2021.txt", "--conference", "ICML 2021"]);
    folder.write("2022.txt", &edited(&[("Area Attention", "Attention to Areas"), ("Deep Sets", "Deep Bags")]));
    folder.import(&["2022.txt", "--conference", "ICML 2022"]);
    folder.write(
        "new.txt",
        &edited(&[("Area Attention", "Attention to Areas"), ("Deep Sets", "Deep Bags"), (NEURAL, "")]),
    );
    let (out, err) = folder.diff(&["--from", "new.txt", "--conference", "ICML 2022"]);
    let row = "paper,Neural Processes,withdrawn,,,,Marta Garnelo,Posters,Hall C,2022-07-19T17:30:00-04:00\n";
    assert_eq!(out, format!("{HEADINGS}{row}"));
    assert_eq!(err, "compared with ICML 2022, which new.txt is about; --all compares everything\n");
}
