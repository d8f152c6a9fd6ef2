//! Several importers and readers at once on one database, and importers that are killed.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rusqlite::Connection;

/// How many papers a page holds.
const PAPERS: usize = 6;

fn plenary(words: &[&str], database: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plenary"));
    command.args(words).arg("--db").arg(database).env_remove("PLENARY_DB").stdin(Stdio::null());
    command
}

/// A folder of so many pages, each a session of its own; every page names one person of all pages.
fn pages(folder: &Path, name: &str, count: usize) -> PathBuf {
    let folder = folder.join(name);
    fs::create_dir_all(&folder).unwrap();
    for page in 0..count {
        let mut text = format!("Session\nSession {name} {page}\nRoom {page}\nModerator: Ana Ruiz\n");
        for paper in 0..PAPERS {
            text += &format!(
                "Matters of {name} Number {page} and {paper}\nYang Li · Author {name} Of{page}x{paper}\nWhat is said of it in a \
                 sentence or two, which is long enough to be taken for an abstract by everybody.\n"
            );
        }
        fs::write(folder.join(format!("{page:03}.txt")), text).unwrap();
    }
    folder
}

fn must_succeed(output: &Output) -> String {
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{err}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Files that were taken in; every one of them has to be there whole.
fn check(database: &Path) -> i64 {
    let connection = Connection::open(database).unwrap();
    let one = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(one("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"), 0);
    assert_eq!(one("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    connection.execute("INSERT INTO paper_search (paper_search, rank) VALUES ('integrity-check', 1)", []).unwrap();
    let files = one("SELECT count(*) FROM imports");
    assert_eq!(one("SELECT count(*) FROM papers"), files * PAPERS as i64);
    assert_eq!(one("SELECT count(*) FROM presentations"), files * PAPERS as i64);
    assert_eq!(one("SELECT count(*) FROM authors WHERE name = 'Yang Li'"), i64::from(files > 0));
    files
}

#[test]
fn two_importers_and_sixteen_readers_never_meet_a_locked_database() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("programme.db");
    let first = pages(folder.path(), "first", 3);
    must_succeed(&plenary(&["import", first.to_str().unwrap()], &database).output().unwrap());
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let importers: Vec<_> = ["left", "right"]
            .into_iter()
            .map(|name| {
                let (pages, database) = (pages(folder.path(), name, 12), &database);
                scope.spawn(move || {
                    must_succeed(&plenary(&["import", pages.to_str().unwrap()], database).output().unwrap())
                })
            })
            .collect();
        for _ in 0..16 {
            let (is_over, database) = (&is_over, &database);
            scope.spawn(move || {
                while !is_over.load(Ordering::Relaxed) {
                    // A file is there whole or not at all.
                    let halves = "SELECT count(*) AS n FROM (SELECT 1 FROM presentations GROUP BY session_id HAVING count(*) <> 6)";
                    let answer = must_succeed(&plenary(&["sql", halves], database).output().unwrap());
                    assert_eq!(answer, "n\r\n0\r\n");
                }
            });
        }
        let ended: Vec<_> = importers.into_iter().map(std::thread::ScopedJoinHandle::join).collect();
        is_over.store(true, Ordering::Relaxed);
        ended.into_iter().for_each(|importer| drop(importer.unwrap()));
    });
    assert_eq!(check(&database), 3 + 12 + 12);
}

#[test]
fn two_importers_that_make_the_database_at_the_same_time_both_get_in() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("programme.db");
    std::thread::scope(|scope| {
        for name in ["left", "right", "middle"] {
            let (pages, database) = (pages(folder.path(), name, 8), &database);
            scope.spawn(move || {
                must_succeed(&plenary(&["import", pages.to_str().unwrap()], database).output().unwrap())
            });
        }
    });
    assert_eq!(check(&database), 24);
}

#[test]
fn an_importer_that_is_killed_leaves_whole_files_and_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("programme.db");
    let first = pages(folder.path(), "first", 1);
    must_succeed(&plenary(&["import", first.to_str().unwrap()], &database).output().unwrap());
    let many = pages(folder.path(), "many", 60);
    let mut before = 1;
    for wait in [5, 20, 40, 60, 90] {
        let mut importer =
            plenary(&["import", many.to_str().unwrap()], &database).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        importer.kill().unwrap();
        importer.wait().unwrap();
        let files = check(&database);
        assert!(files >= before, "{files} files after {before}");
        before = files;
    }
    must_succeed(&plenary(&["import", many.to_str().unwrap()], &database).output().unwrap());
    assert_eq!(check(&database), 61);
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().starts_with(".plenary")), "{left:?}");
}
