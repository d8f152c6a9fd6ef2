//! Whole commands with their whole output: standard output, standard error, exit code, and what is on the disk after.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// One page with two papers.
const PAGE: &str = "Session\nGraphs\nRoom 310\nModerator: Ana Ruiz\n\
    Area Attention\nYang Li · Lukasz Kaiser\nAttention over areas of any size, in an image or a text.\n\
    Graph U-Nets\nHongyang Gao\nPooling and unpooling on graphs of any size, with equal depth.\n";

/// The same page with a paper that has no authors.
const FLAWED: &str = "Session\nGraphs\nRoom 310\nModerator: Ana Ruiz\n\
    ( Oral )\nArea Attention\nYang Li · Lukasz Kaiser\nAttention over areas of any size, in an image or a text.\n\
    ( Oral )\nGraph U-Nets\nPooling and unpooling on graphs of any size, with encoders and decoders that have the same \
    depth and share what they learn at every level of the graph; nothing else is needed for segmentation, and the \
    memory that it takes grows only with the number of edges, which is small in all graphs that we know of.\n";

struct Folder(tempfile::TempDir);

struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("page.txt"), PAGE).unwrap();
        fs::write(folder.path().join("flawed.txt"), FLAWED).unwrap();
        Self(folder)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn run(&self, words: &[&str]) -> Ran {
        self.run_with(words, b"")
    }

    fn run_with(&self, words: &[&str], input: &[u8]) -> Ran {
        let mut child = Command::new(env!("CARGO_BIN_EXE_plenary"))
            .args(words)
            .current_dir(self.path())
            .env_remove("PLENARY_DB")
            .env_remove("PLENARY_QUERIES")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A verb that reads no input may have ended before it is written.
        let _ = child.stdin.take().unwrap().write_all(input);
        let output = child.wait_with_output().unwrap();
        Ran {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    fn files(&self) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(self.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

#[test]
fn goes_from_a_saved_page_to_a_spreadsheet_in_one_command() {
    let folder = Folder::new();
    let ran = folder.run(&["query", "authors", "--from", "page.txt", "-o", "authors.csv"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    assert_eq!(ran.err, "page.txt: session-page: 1 session, +2 ~0 -0 =0 papers\nauthors.csv: 3 rows\n");
    assert_eq!(
        fs::read_to_string(folder.path().join("authors.csv")).unwrap(),
        "author,papers,sessions,titles\r\nHongyang Gao,1,Graphs,Graph U-Nets\r\nLukasz Kaiser,1,Graphs,Area \
         Attention\r\nYang Li,1,Graphs,Area Attention\r\n"
    );
    assert_eq!(folder.files(), ["authors.csv", "flawed.txt", "page.txt"]);
}

#[test]
fn imports_once_and_says_so_the_second_time() {
    let folder = Folder::new();
    let first = folder.run(&["import", "page.txt"]);
    assert_eq!((first.code, first.err.as_str()), (0, "page.txt: session-page: 1 session, +2 ~0 -0 =0 papers\n"));
    let before = fs::read(folder.path().join("plenary.db")).unwrap();
    let again = folder.run(&["import", "./page.txt"]);
    assert_eq!((again.code, again.err.as_str()), (0, "./page.txt: unchanged since its last import\n"));
    assert_eq!(fs::read(folder.path().join("plenary.db")).unwrap(), before);
    assert_eq!(folder.run(&["sql", "SELECT count(*) AS n FROM papers"]).out, "n\r\n2\r\n");
    assert_eq!(folder.files(), ["flawed.txt", "page.txt", "plenary.db"]);
}

#[test]
fn a_dry_run_writes_nothing_not_even_a_database() {
    let folder = Folder::new();
    let ran = folder.run(&["import", "--dry-run", "page.txt"]);
    assert_eq!(ran.code, 0);
    assert_eq!(ran.err, "page.txt: session-page: 1 session, +2 ~0 -0 =0 papers\n");
    assert_eq!(folder.files(), ["flawed.txt", "page.txt"]);
}

#[test]
fn a_record_left_out_is_a_finding_and_strict_stops_at_it() {
    let folder = Folder::new();
    let finding = "flawed.txt:10: paper \"Graph U-Nets\": no authors line (record skipped; --strict stops here)\n";
    let lenient = folder.run(&["import", "flawed.txt", "--db", "a.db"]);
    assert_eq!(lenient.code, 3);
    assert_eq!(lenient.err, format!("{finding}flawed.txt: session-page: 1 session, +1 ~0 -0 =0 papers, 1 rejected\n"));
    let strict = folder.run(&["import", "flawed.txt", "--db", "b.db", "--strict"]);
    assert_eq!((strict.code, strict.err.as_str()), (1, format!("error: {finding}").as_str()));
    assert!(!folder.path().join("b.db").exists());
}

#[test]
fn one_bad_file_does_not_keep_the_others_out() {
    let folder = Folder::new();
    fs::write(folder.path().join("latin.txt"), b"Session\nGr\xe1phs\n").unwrap();
    let ran = folder.run(&["import", "latin.txt", "page.txt"]);
    assert_eq!(ran.code, 3);
    assert_eq!(
        ran.err,
        "page.txt: session-page: 1 session, +2 ~0 -0 =0 papers\n\
         error: latin.txt:2: is not UTF-8 text: byte 0xe1 at byte 10\n\
         help: it is neither UTF-8 nor UTF-16 with a byte-order mark; Latin-1 and Windows-1252 files are made readable \
         with `iconv -f WINDOWS-1252 -t UTF-8`\n\
         2 files (1 failed): 1 session, +2 ~0 -0 =0 papers\n"
    );
    let alone = folder.run(&["import", "latin.txt", "--db", "none.db"]);
    assert_eq!(alone.code, 1);
    assert!(!folder.path().join("none.db").exists());
}

#[test]
fn a_folder_may_hold_the_database_itself() {
    let folder = Folder::new();
    fs::remove_file(folder.path().join("flawed.txt")).unwrap();
    for expected in
        ["page.txt: session-page: 1 session, +2 ~0 -0 =0 papers\n", "page.txt: unchanged since its last import\n"]
    {
        let ran = folder.run(&["import", "."]);
        assert_eq!((ran.code, ran.err.as_str()), (0, format!("./{expected}").as_str()));
    }
}

#[test]
fn reads_standard_input_and_compressed_files() {
    let folder = Folder::new();
    let piped = folder.run_with(&["query", "sessions", "--from", "-"], PAGE.as_bytes());
    assert!(piped.out.contains("Graphs,Room 310"), "{}", piped.out);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(PAGE.as_bytes()).unwrap();
    fs::write(folder.path().join("page.gz"), packed.finish().unwrap()).unwrap();
    let ran = folder.run(&["sql", "SELECT count(*) AS n FROM papers", "--from", "page.gz"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "n\r\n2\r\n"));
}

#[test]
fn wrong_words_are_told_with_what_to_write_instead() {
    let folder = Folder::new();
    let cases: [(&[&str], i32, &str); 12] = [
        (
            &["query", "autors", "--from", "page.txt"],
            2,
            "error: there is no query `autors`\nhelp: did you mean `authors`? `plenary query` lists all\n",
        ),
        (
            &["query", "authors"],
            1,
            "there is no such database\nhelp: make one with `plenary import PATH… --db FILE`, or ask files directly with \
             --from PATH\n",
        ),
        (&["query", "authors", "--from", "none.txt"], 1, "error: none.txt: cannot read: No such file or directory"),
        (&["query", "authors", "--from", "page.txt", "-o", "a.xyz"], 2, "error: the ending of a.xyz names no format\n"),
        (
            &["query", "authors", "--from", "page.txt", "-o", "no/a.csv"],
            1,
            "error: no/a.csv: cannot write: there is no directory `no`; make it first",
        ),
        (
            &["query", "authors", "--from", "page.txt", "-o", "page.txt", "-F", "xls"],
            2,
            "there is no output format `xls`",
        ),
        (&["query", "authors", "--from", "page.txt", "-F", "json", "--excel"], 2, "--excel goes with csv and tsv"),
        (&["sql", "--from", "page.txt", "SELECT 1 AS one"], 2, "help: put the SQL before --from\n"),
        (&["sql", "SELECT :a", "--from", "page.txt"], 2, "error: the parameter `a` has no value\n"),
        (&["sql", "DELETE FROM papers", "--from", "page.txt"], 1, "plenary sql only reads\nhelp: write a SELECT"),
        (&["search", "&", "--from", "page.txt"], 2, "error: there is no word to search for\n"),
        (&["import", "--format", "pdf", "page.txt"], 2, "error: there is no input format `pdf`\n"),
    ];
    for (words, code, text) in cases {
        let ran = folder.run(words);
        assert_eq!(ran.code, code, "{words:?}: {}", ran.err);
        assert!(ran.err.contains(text), "{words:?}: {}", ran.err);
        assert_eq!(ran.out, "", "{words:?}");
    }
    assert_eq!(folder.files(), ["flawed.txt", "page.txt"]);
}

#[test]
fn a_question_that_runs_too_long_is_stopped() {
    let folder = Folder::new();
    fs::write(folder.path().join("answer.csv"), "old").unwrap();
    let endless = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) AS n FROM n";
    let ran = folder.run(&["sql", endless, "--from", "page.txt", "--timeout", "1", "-o", "answer.csv"]);
    assert_eq!(ran.code, 4, "{}", ran.err);
    assert!(ran.err.contains("error: the query was stopped: it ran longer than 1 s\nhelp: "), "{}", ran.err);
    assert_eq!(fs::read_to_string(folder.path().join("answer.csv")).unwrap(), "old");
    assert_eq!(folder.files(), ["answer.csv", "flawed.txt", "page.txt"]);
}

#[test]
fn a_closed_pipe_ends_quietly_and_a_full_disk_does_not() {
    let folder = Folder::new();
    let many = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 300000) SELECT x FROM n";
    let mut child = Command::new(env!("CARGO_BIN_EXE_plenary"))
        .args(["sql", many, "--from", "page.txt"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "page.txt: session-page: 1 session, +2 ~0 -0 =0 papers\n");
    if Path::new("/dev/full").exists() {
        let ran = folder.run(&["sql", many, "--from", "page.txt", "-F", "csv", "-o", "/dev/full"]);
        assert_eq!(ran.code, 1);
        assert!(ran.err.contains("cannot write: No space left on device"), "{}", ran.err);
    }
}

#[test]
fn every_format_has_the_same_rows() {
    let folder = Folder::new();
    let sql = "SELECT 1 AS n, 'a\"b,c' AS text, NULL AS gap, 1.0 AS half, x'00ff' AS bytes, 'two\nlines' AS n";
    let cases = [
        ("csv", "n,text,gap,half,bytes,n\r\n1,\"a\"\"b,c\",,1.0,00ff,\"two\nlines\"\r\n"),
        ("tsv", "n\ttext\tgap\thalf\tbytes\tn\n1\t\"a\"\"b,c\"\t\t1.0\t00ff\t\"two\nlines\"\n"),
        (
            "json",
            "[\n{\"n\":1,\"text\":\"a\\\"b,c\",\"gap\":null,\"half\":1.0,\"bytes\":\"00ff\",\"n_2\":\
             \"two\\nlines\"}\n]\n",
        ),
        (
            "jsonl",
            "{\"n\":1,\"text\":\"a\\\"b,c\",\"gap\":null,\"half\":1.0,\"bytes\":\"00ff\",\"n_2\":\
             \"two\\nlines\"}\n",
        ),
        (
            "markdown",
            "| n | text | gap | half | bytes | n |\n| --- | --- | --- | --- | --- | --- |\n| 1 | a\"b,c |  | 1.0 | 00ff \
             | two<br>lines |\n",
        ),
        (
            "table",
            "n  text   gap  half  bytes  n\n─  ─────  ───  ────  ─────  ─────────────\n1  a\"b,c        1.0  00ff   \
             two\\u{a}lines\n",
        ),
    ];
    for (format, expected) in cases {
        let ran = folder.run(&["sql", sql, "--from", "page.txt", "-F", format]);
        assert_eq!(ran.out, expected, "{format}: {}", ran.err);
    }
    let empty = folder.run(&["sql", "SELECT 1 AS n WHERE 0", "--from", "page.txt", "-F", "json"]);
    assert_eq!(empty.out, "[]\n");
    let single = folder.run(&["sql", "SELECT '' AS n", "--from", "page.txt", "--no-headers"]);
    assert_eq!(single.out, "\"\"\r\n");
    let null =
        folder.run(&["sql", "SELECT NULL AS n, '' AS m", "--from", "page.txt", "--null", "-", "--delimiter", ";"]);
    assert_eq!(null.out, "n;m\r\n-;\r\n");
    let cut = folder.run(&["query", "authors", "--from", "page.txt", "--limit", "1"]);
    assert_eq!(cut.out.lines().count(), 2);
    assert!(cut.err.ends_with("(the first 1 row; --limit 0 gives all)\n"), "{}", cut.err);
}

#[test]
fn a_csv_for_excel_holds_no_formula() {
    let folder = Folder::new();
    let sql = "SELECT '=1+1' AS a, -1 AS b, '@x' AS c, 'plain' AS \"+d\"";
    let ran = folder.run(&["sql", sql, "--from", "page.txt", "--excel"]);
    assert_eq!(ran.out, "\u{feff}a,b,c,'+d\r\n'=1+1,-1,'@x,plain\r\n");
    assert!(ran.err.ends_with("3 cells were given a ' in front, so that no spreadsheet takes them for formulas\n"));
}

#[test]
fn an_answer_never_replaces_a_database() {
    let folder = Folder::new();
    assert_eq!(folder.run(&["import", "page.txt"]).code, 0);
    let before = fs::read(folder.path().join("plenary.db")).unwrap();
    let ran = folder.run(&["query", "authors", "-F", "csv", "-o", "plenary.db"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("this is a database, and an answer does not replace one"), "{}", ran.err);
    assert_eq!(fs::read(folder.path().join("plenary.db")).unwrap(), before);
}

#[test]
fn help_names_every_verb_and_explains_the_exit_codes() {
    let folder = Folder::new();
    let ran = folder.run(&["--help"]);
    for word in ["import", "query", "sql", "search", "schema", "formats", "Exit codes: 0 done"] {
        assert!(ran.out.contains(word), "{word}");
    }
}

#[test]
fn the_account_of_a_dry_run_is_that_of_the_import() {
    let folder = Folder::new();
    fs::create_dir(folder.path().join("pages")).unwrap();
    for (name, text) in [("a.txt", PAGE.to_owned()), ("b.txt", FLAWED.replace("Graphs", "Posters"))] {
        fs::write(folder.path().join("pages").join(name), text).unwrap();
    }
    let both = |edit: &dyn Fn()| {
        edit();
        let before = fs::read(folder.path().join("plenary.db")).ok();
        let rehearsed = folder.run(&["import", "pages", "--dry-run"]);
        assert_eq!(fs::read(folder.path().join("plenary.db")).ok(), before);
        let imported = folder.run(&["import", "pages"]);
        assert_eq!((rehearsed.code, &rehearsed.err), (imported.code, &imported.err));
        imported.err
    };
    let finding = "pages/b.txt:10: paper \"Graph U-Nets\": no authors line (record skipped; --strict stops here)\n";
    assert_eq!(
        both(&|| {}),
        format!(
            "{finding}pages/a.txt: session-page: 1 session, +2 ~0 -0 =0 papers\n\
             pages/b.txt: session-page: 1 session, +0 ~1 -0 =0 papers, 1 rejected\n\
             2 files: 2 sessions, +2 ~1 -0 =0 papers, 1 rejected\n"
        )
    );
    let edited = PAGE.replace("Room 310", "Room 9").replace("Graph U-Nets", "Graph V-Nets");
    assert_eq!(
        both(&|| fs::write(folder.path().join("pages/a.txt"), &edited).unwrap()),
        "pages/a.txt: session-page: 1 session, +0 ~1 -0 =1 papers\n\
         pages/b.txt: unchanged since its last import\n\
         2 files (1 unchanged): 1 session, +0 ~1 -0 =1 papers\n"
    );
    assert_eq!(
        both(&|| fs::remove_file(folder.path().join("pages/a.txt")).unwrap()),
        "pages/b.txt: unchanged since its last import\n\
         pages/a.txt: gone: 0 sessions, +0 ~1 -1 =0 papers\n\
         2 files (1 unchanged): 0 sessions, +0 ~1 -1 =0 papers\n"
    );
    let shown = folder.run(&["imports", "show", "-F", "csv"]);
    assert_eq!(
        shown.out,
        "what,title,change,field,before,after\r\nsession,Graphs,withdrawn,,,\r\n\
         paper,Area Attention,taken out,session,Graphs,\r\npaper,Graph V-Nets,withdrawn,,Graphs,\r\n"
    );
    assert_eq!(
        folder.run(&["sql", "SELECT title FROM papers WHERE withdrawn_by = 4"]).out,
        "title\r\nGraph V-Nets\r\n"
    );
    assert_eq!(folder.run(&["import", "--prune"]).err, "pruned: 1 withdrawn paper\n");
    assert_eq!(folder.run(&["sql", "SELECT count(*) AS n FROM papers"]).out, "n\r\n1\r\n");
    assert_eq!(folder.run(&["imports", "undo", "5"]).code, 0);
    let refused = folder.run(&["imports", "undo", "3"]);
    assert_eq!(refused.code, 2);
    assert!(refused.err.starts_with("error: import 3 cannot be undone: import 4 of "), "{}", refused.err);
    assert_eq!(
        folder.run(&["imports", "undo", "4"]).err,
        "import 4 (a.txt) is undone: 1 paper is as before, or gone with it\n"
    );
    let ambiguous = folder.run(&["show", "paper", "a"]);
    assert_eq!(
        (ambiguous.code, ambiguous.err.as_str()),
        (2, "error: `a` may be one of 2 papers\nhelp: give the id of one:\n  1  Area Attention\n  2  Graph V-Nets\n")
    );
    let none = folder.run(&["imports", "show", "9"]);
    assert_eq!(none.err, "error: there is no import 9\nhelp: `plenary imports list` names them all\n");
}
