//! The same papers and people from several sources, imported with the program itself.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rusqlite::Connection;
use tempfile::TempDir;

/// Imports files, one run or several, into a new database; the exit code of the last run.
fn import(folder: &Path, runs: &[&[&Path]]) -> (PathBuf, i32) {
    let database = folder.join(format!("{}.db", runs.iter().map(|run| run.len().to_string()).collect::<String>()));
    let _ = fs::remove_file(&database);
    let mut code = 0;
    for run in runs {
        let output = Command::new(env!("CARGO_BIN_EXE_plenary"))
            .arg("import")
            .args(*run)
            .arg("--db")
            .arg(&database)
            .output()
            .unwrap();
        code = output.status.code().unwrap();
        assert!(matches!(code, 0 | 3), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let connection = Connection::open(&database).unwrap();
    let broken: i64 =
        connection.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).unwrap();
    assert_eq!(broken, 0);
    connection.execute("INSERT INTO paper_search (paper_search, rank) VALUES ('integrity-check', 1)", []).unwrap();
    (database, code)
}

fn number(database: &Path, sql: &str) -> i64 {
    Connection::open(database).unwrap().query_row(sql, [], |row| row.get(0)).unwrap()
}

/// The first column of every row, a line each.
fn lines(database: &Path, sql: &str) -> String {
    let connection = Connection::open(database).unwrap();
    let mut statement = connection.prepare(sql).unwrap();
    let rows: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    rows.join("\n")
}

/// What people see of a database, whatever its ids are.
fn seen(database: &Path) -> String {
    let papers =
        lines(database, "SELECT concat_ws('|', title, abstract, status, url, doi, pages) FROM papers ORDER BY title");
    let authors = lines(
        database,
        "SELECT concat_ws('|', title, position, printed_name, name, affiliation) FROM authorships
         JOIN papers ON papers.id = paper_id JOIN authors ON authors.id = author_id ORDER BY title, position",
    );
    let spellings = lines(
        database,
        "SELECT concat_ws('|', authors.name, author_names.name) FROM author_names
         JOIN authors ON authors.id = author_id ORDER BY authors.name, author_names.name",
    );
    let sessions = lines(
        database,
        "SELECT concat_ws('|', sessions.title, room, position, papers.title) FROM presentations
         JOIN sessions ON sessions.id = session_id JOIN papers ON papers.id = paper_id ORDER BY 1",
    );
    [papers, authors, spellings, sessions].join("\n\n")
}

fn write(folder: &TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    path
}

const PAGE: &str = "Session\nGraphs\nRoom 310\nModerator: Smita Krishnaswamy\n\
    Area Attention\nYang Li · Łukasz Kaiser\nAttention over areas of any size, which a page describes in its own words.\n\
    Graph U-Nets\nHongyang Gao\nPooling and unpooling on graphs, with encoders and decoders of equal depth.\n";

const BIBLIOGRAPHY: &str = "@inproceedings{a,\n title = {Area Attention}, author = {Li, Yang and Kaiser, Lukasz M.},\n \
    booktitle = {Proceedings of the 36th International Conference on Machine Learning}, year = {2019},\n \
    pages = {1--10}, abstract = {What the proceedings say of areas.}, url = {https://proceedings.mlr.press/v97/li19e.html}\n}\n";

#[test]
fn the_page_and_the_proceedings_of_a_session_are_the_same_papers_and_people() {
    let (Some(seed), Some(posts)) = (support::shared("seed"), support::shared("samples/pmlr_post")) else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut all = Vec::new();
    let orders: [&[&[&Path]]; 3] = [&[&[&seed, &posts]], &[&[&posts], &[&seed]], &[&[&seed], &[&posts]]];
    for runs in orders {
        let (database, code) = import(folder.path(), runs);
        assert_eq!(code, 0);
        // One of the 16 posts is of another session, by four more people.
        assert_eq!(number(&database, "SELECT count(*) FROM papers"), 15 + 1);
        assert_eq!(number(&database, "SELECT count(*) FROM presentations"), 15);
        let of_session = "SELECT count(DISTINCT author_id) FROM authorships JOIN presentations USING (paper_id)";
        assert_eq!(number(&database, of_session), 77);
        assert_eq!(number(&database, "SELECT count(DISTINCT author_id) FROM authorships"), 77 + 4);
        // Six of them are spelt otherwise in the proceedings.
        assert_eq!(number(&database, "SELECT count(*) FROM author_names"), 77 + 4 + 1 + 6);
        all.push(seen(&database));
    }
    assert_eq!(all[0], all[1]);
    assert_eq!(all[0], all[2]);
}

#[test]
fn the_better_source_is_believed_in_whatever_order_they_come() {
    let folder = tempfile::tempdir().unwrap();
    let (page, bibliography) = (write(&folder, "icml2019.txt", PAGE), write(&folder, "a.bib", BIBLIOGRAPHY));
    let (once, _) = import(folder.path(), &[&[&page, &bibliography]]);
    let expected = seen(&once);
    assert!(expected.contains("Area Attention|What the proceedings say of areas.|https"), "{expected}");
    assert!(expected.contains("Area Attention|2|Lukasz M. Kaiser|Lukasz M. Kaiser"), "{expected}");
    assert!(expected.contains("Lukasz M. Kaiser|Łukasz Kaiser"), "{expected}");
    assert_eq!(number(&once, "SELECT count(*) FROM papers"), 2);
    for runs in [
        &[&[&bibliography as &Path, &page] as &[&Path]] as &[&[&Path]],
        &[&[&page], &[&bibliography]],
        &[&[&bibliography], &[&page]],
    ] {
        assert_eq!(seen(&import(folder.path(), runs).0), expected);
    }
}

#[test]
fn what_a_source_said_is_believed_again_when_the_better_one_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let (page, bibliography) = (write(&folder, "icml2019.txt", PAGE), write(&folder, "a.bib", BIBLIOGRAPHY));
    let (alone, _) = import(folder.path(), &[&[&page]]);
    let expected = lines(&alone, "SELECT concat_ws('|', title, abstract, url) FROM papers ORDER BY title");
    let (database, _) = import(folder.path(), &[&[&page], &[&bibliography]]);
    fs::write(&bibliography, BIBLIOGRAPHY.replace("Area Attention", "Something Else").replace("li19e", "li19f"))
        .unwrap();
    let status = Command::new(env!("CARGO_BIN_EXE_plenary"))
        .arg("import")
        .arg(&bibliography)
        .arg("--db")
        .arg(&database)
        .status();
    assert!(status.unwrap().success());
    let of_page =
        "SELECT concat_ws('|', title, abstract, url) FROM papers WHERE title <> 'Something Else' ORDER BY title";
    assert_eq!(lines(&database, of_page), expected);
    let names = "SELECT printed_name FROM authorships JOIN papers ON papers.id = paper_id WHERE title = 'Area Attention' ORDER BY position";
    assert_eq!(lines(&database, names), "Yang Li\nŁukasz Kaiser");
}

#[test]
fn numbered_namesakes_stay_apart_and_spellings_of_a_person_record_are_one() {
    let folder = tempfile::tempdir().unwrap();
    let dblp = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/import/dblp-xml/part.xml");
    let (database, _) = import(folder.path(), &[&[&dblp]]);
    assert_eq!(
        lines(&database, "SELECT name || ' ' || count(*) FROM authors WHERE name = 'Wei Wang' GROUP BY name"),
        "Wei Wang 2"
    );
    let spellings = "SELECT author_names.name FROM author_names JOIN authors ON authors.id = author_id WHERE orcid = '0000-0002-1825-0097' ORDER BY 1";
    assert_eq!(lines(&database, spellings), "Wei W. Wang\nWei Wang");
}

#[test]
fn sessions_of_another_file_find_its_papers_whichever_comes_first() {
    let folder = tempfile::tempdir().unwrap();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/import");
    let papers = fixtures.join("miniconf/looms2020_papers.csv");
    let sessions = fixtures.join("miniconf-sessions/looms2020_paper_sessions.yml");
    for run in [[&papers, &sessions], [&sessions, &papers]] {
        let (database, code) = import(folder.path(), &[&[run[0], run[1]]]);
        assert_eq!(code, 0);
        let placed = "SELECT concat_ws('|', sessions.title, papers.title) FROM presentations JOIN sessions ON sessions.id = session_id
                      JOIN papers ON papers.id = paper_id WHERE starts_at IS NOT NULL OR sessions.title LIKE 'Session 1%' ORDER BY 1";
        let placed = placed.replace("starts_at", "sessions.starts_at");
        assert_eq!(
            lines(&database, &placed),
            "Session 1A: Looms, Engines and Cards|Looms, Engines\nSession 1A: Looms, Engines and Cards|Single\nSession 1B|Looms, Engines"
        );
    }
}

#[test]
fn a_file_that_breaks_off_leaves_nothing_in_a_database_that_is_being_built() {
    let folder = tempfile::tempdir().unwrap();
    let rows = r#"[{"title": "Graph U-Nets", "author": "Hongyang Gao; Ada Lovelace", "doi": "10.1000/182"},"#;
    let (page, broken) = (write(&folder, "a.txt", PAGE), write(&folder, "b2019.json", rows));
    let whole = write(&folder, "c2019.json", &format!("{}]", rows.trim_end_matches(',')));
    let (with, code) = import(folder.path(), &[&[&page, &broken, &whole]]);
    assert_eq!(code, 3);
    let (without, code) = import(folder.path(), &[&[&page, &whole]]);
    assert_eq!(code, 0);
    assert_eq!(seen(&with), seen(&without));
    assert_eq!(number(&with, "SELECT count(*) FROM imports"), 2);
}

#[test]
fn shows_what_each_source_says_of_a_paper() {
    let folder = tempfile::tempdir().unwrap();
    let (page, bibliography) = (write(&folder, "icml2019.txt", PAGE), write(&folder, "a.bib", BIBLIOGRAPHY));
    let (database, _) = import(folder.path(), &[&[&page, &bibliography]]);
    let show = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_plenary"))
            .args(["show", "paper", "area attention", "-F", "csv", "--db"])
            .arg(&database)
            .args(arguments)
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap().replace("\r\n", "\n").replace("Area Attention,", "")
    };
    assert_eq!(
        show(&["--why"]),
        "title,field,value,believed,import,format,file,line,since,replaced\n\
         title,yes,2,bibtex,a.bib,1,1,\n\
         title,yes,1,session-page,icml2019.txt,5,1,\n\
         authors,Yang Li; Lukasz M. Kaiser,yes,2,bibtex,a.bib,1,2,author renamed: Łukasz Kaiser (until import 2)\n\
         authors,Yang Li; Łukasz Kaiser,no,1,session-page,icml2019.txt,5,,\n\
         conference,ICML 2019,yes,2,bibtex,a.bib,1,2,\n\
         url,https://proceedings.mlr.press/v97/li19e.html,yes,2,bibtex,a.bib,1,2,\n\
         pages,1-10,yes,2,bibtex,a.bib,1,2,\n\
         abstract,What the proceedings say of areas.,yes,2,bibtex,a.bib,1,2,\"Attention over areas of any size, which a page describes in its own words. (until import 2)\"\n\
         abstract,\"Attention over areas of any size, which a page describes in its own words.\",no,1,session-page,icml2019.txt,5,,\n\
         session,\"Graphs, Room 310\",yes,1,session-page,icml2019.txt,2,1,\n"
    );
    assert!(!show(&[]).contains(",no,"));
}

#[test]
fn a_file_with_everything_twice_is_the_file_once() {
    let folder = tempfile::tempdir().unwrap();
    let table = "title,authors,session,room\nArea Attention,Yang Li; Lukasz Kaiser,Graphs,Room 310\nGraph U-Nets,Hongyang Gao,Graphs,Room 310\n";
    for (name, text) in [("a.csv", table), ("a.bib", BIBLIOGRAPHY), ("icml2019.txt", PAGE)] {
        let (once, _) = import(folder.path(), &[&[&write(&folder, name, text)]]);
        let expected = seen(&once);
        let (twice, _) = import(folder.path(), &[&[&write(&folder, name, &text.repeat(2))]]);
        assert_eq!(seen(&twice), expected, "{name}");
    }
}
