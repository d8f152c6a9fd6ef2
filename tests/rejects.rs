//! `--rejects FILE`: what is left out, corrected by a person, and imported again.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

const HEADINGS: &str = "source,line,field,reason,text,title,authors,session,room,start,abstract,conference";

/// A paper without authors, another without fault.
const PAGE: &str = "Session\nGraphs\nRoom 310\nTue 19 Jul 10:15 a.m. EDT — 11:45 a.m. EDT\nModerator: Ana Ruiz\n\
    ( Oral )\nArea Attention\nYang Li · Lukasz Kaiser\nAttention over areas of any size, in an image or a text.\n\
    ( Oral )\nGraph U-Nets\nPooling and unpooling on graphs of any size, with encoders and decoders that have the same \
    depth and share what they learn at every level of the graph; nothing else is needed for segmentation, and the \
    memory that it takes grows only with the number of edges, which is small in all graphs that we know of.\n";

/// A row without a title, one that is badly quoted, one without fault; a formula among them.
const TABLE: &str = "title,authors,session,room,date,start,abstract\n\
    ,Ada Lovelace,Looms,Hall 1,2022-07-19,10:15,- We weave.\n\
    \"The \"old\" one\",Ada Lovelace,,,,,\n\
    Engines,Charles Babbage,Looms,Hall 1,2022-07-19,10:35,It turns.\n";

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.write("page.txt", PAGE);
        folder.write("table.csv", TABLE);
        folder
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path().join(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    fn has(&self, name: &str) -> bool {
        self.path().join(name).exists()
    }

    /// The exit code, standard error and standard output of a command.
    fn run(&self, words: &[&str]) -> (i32, String, String) {
        run_in(self.path(), words)
    }

    /// Fills a cell of the table of rejected records, as a person does in a spreadsheet.
    fn correct(&self, name: &str, row: usize, heading: &str, value: &str) {
        let text = self.read(name);
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let headings = reader.headers().unwrap().clone();
        let mut rows: Vec<Vec<String>> =
            reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
        rows[row][headings.iter().position(|known| known == heading).unwrap()] = value.to_owned();
        let mut writer = csv::Writer::from_path(self.path().join(name)).unwrap();
        writer.write_record(&headings).unwrap();
        rows.iter().for_each(|row| writer.write_record(row).unwrap());
        writer.flush().unwrap();
    }
}

fn run_in(folder: &Path, words: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_plenary"))
        .args(words)
        .current_dir(folder)
        .env_remove("PLENARY_DB")
        .env_remove("PLENARY_QUERIES")
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stderr), text(output.stdout))
}

#[test]
fn every_format_tells_what_it_leaves_out() {
    let (folder, root) = (Folder::new(), Path::new(env!("CARGO_MANIFEST_DIR")));
    let (database, file) = (folder.path().join("x.db"), folder.path().join("rejects.csv"));
    let words = [
        "import",
        "fixtures/import",
        "--dry-run",
        "--db",
        database.to_str().unwrap(),
        "--rejects",
        file.to_str().unwrap(),
    ];
    let (code, err, _) = run_in(root, &words);
    assert_eq!(code, 3);
    let rejects = folder.read("rejects.csv");
    let rows = csv::Reader::from_reader(rejects.as_bytes()).records().count();
    assert!(err.contains(&format!(" papers, {rows} rejected\n{}: {rows} rows\n", file.display())), "{err}");
    support::compare(&root.join("fixtures/rejects/import.csv"), &rejects);
}

#[test]
fn what_is_corrected_comes_in_with_its_session() {
    let folder = Folder::new();
    let conference = ["--conference", "ICML 2022"];
    let import = |words: &[&str]| folder.run(&[&["import"], words, &conference].concat());
    let (code, err, _) = import(&["page.txt", "table.csv", "--rejects", "rejects.csv"]);
    assert_eq!(code, 3);
    assert_eq!(
        err,
        "page.txt:11: paper \"Graph U-Nets\": no authors line (record skipped; --strict stops here)\n\
         table.csv:2: row: no title (record skipped; --strict stops here)\n\
         table.csv:3: row: badly quoted: something stands behind a closing quote (record skipped; --strict stops here)\n\
         page.txt: session-page: 1 session, +1 ~0 -0 =0 papers, 1 rejected\n\
         table.csv: csv: 1 session, +1 ~0 -0 =0 papers, 2 rejected\n\
         2 files: 2 sessions, +2 ~0 -0 =0 papers, 3 rejected\n\
         rejects.csv: 3 rows\n\
         1 cell was given a ' in front, so that no spreadsheet takes them for formulas\n"
    );
    let abstract_text = PAGE.lines().last().unwrap();
    assert_eq!(
        folder.read("rejects.csv"),
        format!(
            "\u{feff}{HEADINGS}\r\n\
             page.txt,11,authors,no authors line,\"( Oral )\nGraph U-Nets\n{abstract_text}\",Graph U-Nets,,Graphs,\
             Room 310,2022-07-19T10:15:00-04:00,\"{abstract_text}\",ICML 2022\r\n\
             table.csv,2,title,no title,\",Ada Lovelace,Looms,Hall 1,2022-07-19,10:15,- We weave.\",,Ada Lovelace,\
             Looms,Hall 1,2022-07-19 10:15,'- We weave.,ICML 2022\r\n\
             table.csv,3,,badly quoted: something stands behind a closing quote,\
             \"\"\"The \"\"old\"\" one\"\",Ada Lovelace,,,,,\",,,,,,,ICML 2022\r\n"
        )
    );
    folder.correct("rejects.csv", 0, "authors", "Hongyang Gao; Shuiwang Ji");
    folder.correct("rejects.csv", 1, "title", "Looms");
    let (code, err, _) = import(&["rejects.csv", "--rejects", "again.csv"]);
    assert_eq!(code, 3);
    assert_eq!(
        err,
        "rejects.csv:6: row: no title (record skipped; --strict stops here)\n\
         rejects.csv: csv: 2 sessions, +2 ~0 -0 =0 papers, 1 rejected\nagain.csv: 1 row\n"
    );
    // The text is that of the first source, as often as it comes back.
    let again = "rejects.csv,6,title,no title,\"\"\"The \"\"old\"\" one\"\",Ada Lovelace,,,,,\",,,,,,,ICML 2022\r\n";
    assert_eq!(folder.read("again.csv"), format!("\u{feff}{HEADINGS}\r\n{again}"));
    let sql = "SELECT DISTINCT session, room, starts_at, title, authors, abstract LIKE '- We%' AS guarded \
               FROM programme JOIN papers USING (title) ORDER BY title, session";
    assert_eq!(
        folder.run(&["sql", sql]).2,
        "session,room,starts_at,title,authors,guarded\r\n\
         Graphs,Room 310,2022-07-19T10:15:00-04:00,Area Attention,Yang Li; Lukasz Kaiser,0\r\n\
         Looms,Hall 1,2022-07-19T10:35:00,Engines,Charles Babbage,0\r\n\
         Graphs,Room 310,2022-07-19T10:15:00-04:00,Graph U-Nets,Hongyang Gao; Shuiwang Ji,0\r\n\
         Looms,Hall 1,2022-07-19T10:15:00,Looms,Ada Lovelace,1\r\n"
    );
}

#[test]
fn what_is_not_corrected_is_a_finding_again() {
    let folder = Folder::new();
    folder.run(&["import", "page.txt", "--rejects", "rejects.csv"]);
    let (code, err, _) = folder.run(&["import", "rejects.csv"]);
    assert_eq!(code, 3);
    assert_eq!(
        err,
        "rejects.csv:2: paper \"Graph U-Nets\": no authors (record skipped; --strict stops here)\n\
         rejects.csv: csv: 0 sessions, +0 ~0 -0 =0 papers, 1 rejected\n"
    );
    // Nothing is wrong any more where a person says so.
    folder.correct("rejects.csv", 0, "field", "");
    let (code, err, _) = folder.run(&["import", "rejects.csv"]);
    assert_eq!((code, err.as_str()), (0, "rejects.csv: csv: 1 session, +1 ~0 -0 =0 papers\n"));
}

#[test]
fn a_paper_that_no_file_described_keeps_its_session() {
    let folder = Folder::new();
    let sessions = "S1:\n  long_name: Looms\n  start_time: 2020-11-16 16:00:00+00:00\n  papers:\n  - main.1\n";
    folder.write("sessions.yml", sessions);
    let (code, _, _) = folder.run(&["import", "sessions.yml", "--rejects", "rejects.csv"]);
    assert_eq!(code, 3);
    let row = "sessions.yml,5,id,no file described it yet: import the file of the papers first,main.1,,,Looms,,\
               2020-11-16T16:00:00+00:00,,\r\n";
    assert_eq!(folder.read("rejects.csv"), format!("\u{feff}{HEADINGS}\r\n{row}"));
}

#[test]
fn is_written_in_the_format_that_its_ending_means_and_in_no_other() {
    let folder = Folder::new();
    let (code, err, _) = folder.run(&["import", "page.txt", "--rejects", "rejects.xls"]);
    assert_eq!(code, 2);
    assert_eq!(
        err,
        "error: the ending of rejects.xls names no format\n\
         help: use one of .txt .csv .tsv .json .jsonl .ndjson .md .markdown\n"
    );
    assert!(!folder.has("plenary.db") && !folder.has("rejects.xls"));
    let (code, _, _) = folder.run(&["import", "table.csv", "--dry-run", "--rejects", "rejects.jsonl"]);
    assert_eq!(code, 3);
    assert_eq!(
        folder.read("rejects.jsonl").lines().next(),
        Some(
            "{\"source\":\"table.csv\",\"line\":2,\"field\":\"title\",\"reason\":\"no title\",\
             \"text\":\",Ada Lovelace,Looms,Hall 1,2022-07-19,10:15,- We weave.\",\"title\":null,\
             \"authors\":\"Ada Lovelace\",\"session\":\"Looms\",\"room\":\"Hall 1\",\"start\":\"2022-07-19 10:15\",\
             \"abstract\":\"- We weave.\",\"conference\":null}"
        )
    );
    assert!(!folder.has("plenary.db"));
    folder.run(&["import", "page.txt", "--rejects", "rejects.tsv"]);
    folder.correct_tsv("rejects.tsv");
    let (code, err, _) = folder.run(&["import", "rejects.tsv"]);
    assert_eq!((code, err.as_str()), (0, "rejects.tsv: csv: 1 session, +1 ~0 -0 =0 papers\n"));
}

impl Folder {
    fn correct_tsv(&self, name: &str) {
        let text = self.read(name).replace("\tGraph U-Nets\t\t", "\tGraph U-Nets\tHongyang Gao\t");
        self.write(name, &text);
    }
}

#[test]
fn is_written_where_nothing_is_left_out_and_never_where_the_run_fails() {
    let folder = Folder::new();
    folder.write("good.csv", "title,authors\nLooms,Ada Lovelace\n");
    let (code, err, _) = folder.run(&["import", "good.csv", "--rejects", "rejects.csv"]);
    assert_eq!((code, err.as_str()), (0, "good.csv: csv: 0 sessions, +1 ~0 -0 =0 papers\nrejects.csv: 0 rows\n"));
    assert_eq!(folder.read("rejects.csv"), format!("\u{feff}{HEADINGS}\r\n"));
    assert_eq!(folder.run(&["import", "page.txt", "--strict", "--rejects", "strict.csv"]).0, 1);
    folder.write("latin.txt", "Session\n\u{0}\n");
    assert_ne!(folder.run(&["import", "latin.txt", "--rejects", "failed.csv"]).0, 0);
    // What a file that fails left out is not in the account, and not in the file.
    folder.write("half.csv", "title,authors\n,Ada Lovelace\n");
    fs::write(folder.path().join("half.csv"), b"title,authors\n,Ada Lovelace\n\xff,x\n").unwrap();
    let (code, err, _) = folder.run(&["import", "half.csv", "good.csv", "--rejects", "half-rejects.csv"]);
    assert_eq!(code, 3);
    assert!(err.ends_with("\nhalf-rejects.csv: 0 rows\n"), "{err}");
    let mut left: Vec<String> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    left.sort();
    let expected =
        ["good.csv", "half-rejects.csv", "half.csv", "latin.txt", "page.txt", "plenary.db", "rejects.csv", "table.csv"];
    assert_eq!(left, expected);
}

#[test]
fn is_no_input_of_the_run_that_writes_it() {
    let folder = Folder::new();
    let first = folder.run(&["import", ".", "--rejects", "rejects.csv"]);
    assert!(
        first.1.ends_with(
            "3 rejected\nrejects.csv: 3 rows\n1 cell was given a ' in front, so that no spreadsheet \
                               takes them for formulas\n"
        ),
        "{}",
        first.1
    );
    let before = folder.read("rejects.csv");
    // Who asks again, of files that have not changed, gets the same answer.
    let again = folder.run(&["import", ".", "--rejects", "./rejects.csv"]);
    assert_eq!((again.0, folder.read("rejects.csv")), (3, before));
    assert!(!again.1.contains("rejects.csv: csv"), "{}", again.1);
    let (code, err, _) = folder.run(&["import", "rejects.csv", "--rejects", "./rejects.csv"]);
    assert_eq!(code, 2);
    assert_eq!(
        err,
        "error: ./rejects.csv is to be read, and --rejects would replace it\nhelp: name another file behind --rejects\n"
    );
    let (code, err, _) = folder.run(&["import", "page.txt", "--db", "new.csv", "--rejects", "new.csv"]);
    assert_eq!(code, 2);
    assert_eq!(err, "error: --rejects names the database\nhelp: give it a file of its own, such as rejects.csv\n");
    assert!(!folder.has("new.csv"));
}
