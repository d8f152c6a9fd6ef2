//! Every ready-made question: its header says what its SQL does, and its example gives the golden answer.
//! `PLENARY_BLESS=1 cargo test` writes the goldens anew.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use plenary::export::{Options, Sink, by_name};
use plenary::query::{Argument, Assignment, CannedQuery, Catalogue, Limits, Question, Reader, Value, glossary};
use plenary::store::Store;
use rusqlite::Connection;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The fixture programme in memory, its files in this order.
fn programme(files: &[&str]) -> Connection {
    let mut store = Store::open_in_memory().unwrap();
    for file in files {
        support::import(&mut store, &root().join("fixtures/programme").join(file), "ICML 2022");
    }
    store.into_connection()
}

const FILES: [&str; 3] = ["hall-b.txt", "hall-c.txt", "room-310.txt"];

/// The answer as CSV.
fn answer(reader: &Reader, label: &str, sql: &str, arguments: &[Argument]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("answer.csv");
    let writer = (by_name("csv").unwrap().open)(Sink::file(&path).unwrap(), &Options::default()).unwrap();
    reader
        .run(
            &Question::new(label, sql),
            arguments,
            move |columns| {
                let mut writer = writer;
                writer.header(columns)?;
                Ok(writer)
            },
            |writer, row| {
                writer.row(row)?;
                Ok(ControlFlow::Continue(()))
            },
        )
        .unwrap_or_else(|error| panic!("{label}: {error}"))
        .finish()
        .unwrap();
    fs::read_to_string(path).unwrap()
}

#[test]
fn every_example_gives_its_golden_answer() {
    let reader = Reader::new(programme(&FILES), Limits::default()).unwrap();
    let catalogue = Catalogue::shipped().unwrap();
    for query in catalogue.iter() {
        assert!(!query.header.example.is_empty(), "{} has no example", query.name);
        let found = answer(&reader, &query.name, &query.sql, &query.arguments(&query.header.example).unwrap());
        assert!(found.lines().count() > 1, "the example of {} finds nothing", query.name);
        support::compare(&root().join(format!("fixtures/query/{}.csv", query.name)), &found);
    }
    let files = fs::read_dir(root().join("sql/query")).unwrap().count();
    assert_eq!(catalogue.iter().count(), files, "build.rs does not list every file");
}

#[test]
fn headers_say_what_the_statements_do() {
    let connection = programme(&FILES);
    for query in Catalogue::shipped().unwrap().iter() {
        let statement = connection.prepare(&query.sql).unwrap();
        let bound: BTreeSet<&str> = (1..=statement.parameter_count())
            .map(|index| statement.parameter_name(index).unwrap().trim_start_matches(':'))
            .collect();
        let declared: BTreeSet<&str> =
            query.header.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
        assert_eq!(bound, declared, "{}: parameters", query.name);
        assert_eq!(statement.column_names().collect::<Vec<_>>(), query.header.columns, "{}: columns", query.name);
        assert!(statement.readonly(), "{} writes", query.name);
        assert!(query.sql.contains("ORDER BY"), "{} has no order", query.name);
        assert!(!query.sql.contains("SELECT *"), "{} selects *", query.name);
    }
}

/// The order of an answer must not come from the order in which rows were written: people of one key, and papers of
/// one title, are the only ones that the order of import tells apart.
#[test]
fn answers_about_people_do_not_depend_on_the_order_of_import() {
    let sorted = |files: &[&str], name: &str| {
        let reader = Reader::new(programme(files), Limits::default()).unwrap();
        let query = Catalogue::shipped().unwrap().get(name).unwrap().clone();
        answer(&reader, name, &query.sql, &query.arguments(&[]).unwrap())
    };
    for name in ["team-sizes", "moderators-presenting", "programme", "first-authors"] {
        let (one, other) = (sorted(&FILES, name), sorted(&["hall-b.txt", "room-310.txt", "hall-c.txt"], name));
        assert_eq!(one.len(), other.len(), "{name}");
    }
    let authors = |files: &[&str]| -> Vec<String> {
        sorted(files, "authors").lines().map(|line| line.split(',').next().unwrap().to_lowercase()).collect()
    };
    assert_eq!(authors(&FILES), authors(&["room-310.txt", "hall-c.txt", "hall-b.txt"]));
}

#[test]
fn parameters_are_bound_by_their_declared_kind() {
    let catalogue = Catalogue::shipped().unwrap();
    let reader = Reader::new(programme(&FILES), Limits::default()).unwrap();
    let pairs = catalogue.get("coauthor-pairs").unwrap();
    let two = answer(&reader, "pairs", &pairs.sql, &arguments(pairs, "min_papers=2").unwrap());
    assert_eq!(two.lines().count(), 3);
    for (given, reason) in [
        ("min_papers=two", "the parameter `min_papers` needs a whole number, not `two`"),
        ("minimum=2", "`coauthor-pairs` has no parameter `minimum`"),
        ("min_papers", "the parameter `min_papers` has no value"),
    ] {
        assert_eq!(arguments(pairs, given).unwrap_err().to_string(), reason);
    }
    let missing = catalogue.get("coauthors").unwrap().arguments(&[]).unwrap_err();
    assert_eq!(missing.to_string(), "`coauthors` needs the parameter `author`");
}

/// The arguments of a question for one `-p`.
fn arguments(query: &CannedQuery, given: &str) -> plenary::error::Result<Vec<Argument>> {
    query.arguments(&[Assignment::parse(given)?])
}

#[test]
fn a_folder_of_ones_own_joins_the_catalogue() {
    let folder = tempfile::tempdir().unwrap();
    let own = "-- title: Rooms\n-- answers: Which rooms?\n-- columns: room\nSELECT room FROM sessions ORDER BY room;\n";
    fs::write(folder.path().join("rooms.sql"), own).unwrap();
    fs::write(folder.path().join("notes.txt"), "no question").unwrap();
    let catalogue = Catalogue::shipped().unwrap().with_folder(folder.path()).unwrap();
    assert_eq!(catalogue.get("rooms").unwrap().header.title, "Rooms");
    fs::write(folder.path().join("bad.sql"), "-- title: Bad\n-- colums: a\nSELECT 1").unwrap();
    let error = Catalogue::shipped().unwrap().with_folder(folder.path()).unwrap_err();
    assert!(error.to_string().contains("bad.sql:2: the header line `colums: a` has no known key"), "{error}");
}

#[test]
fn the_schema_is_explained_column_by_column() {
    let connection = programme(&[]);
    let mut statement = connection.prepare(include_str!("../sql/reader/list_columns.sql")).unwrap();
    let columns: BTreeSet<(String, String)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
    let explained: BTreeSet<(String, String)> = glossary()
        .iter()
        .filter(|entry| !entry.column.is_empty())
        .map(|entry| (entry.object.to_owned(), entry.column.to_owned()))
        .collect();
    assert_eq!(explained, columns);
    for entry in glossary() {
        assert!(!entry.meaning.is_empty(), "{entry:?}");
        if entry.column.is_empty() {
            assert!(columns.iter().any(|(object, _)| object == entry.object), "{} is no table", entry.object);
            continue;
        }
        let declared: String = connection
            .query_row("SELECT type FROM pragma_table_info(?1) WHERE name = ?2", [entry.object, entry.column], |row| {
                row.get(0)
            })
            .unwrap();
        assert_eq!(entry.kind, declared, "{}.{}", entry.object, entry.column);
    }
    let tables: BTreeSet<&String> = columns.iter().map(|(object, _)| object).collect();
    let named: BTreeSet<&str> =
        glossary().iter().filter(|entry| entry.column.is_empty()).map(|entry| entry.object).collect();
    assert_eq!(tables.len(), named.len());
}

#[test]
fn search_finds_titles_abstracts_and_names_without_their_accents() {
    let reader = Reader::new(programme(&FILES), Limits::default()).unwrap();
    let catalogue = Catalogue::shipped().unwrap();
    let search = catalogue.get("search").unwrap();
    let find = |words: &str| {
        let terms = Value::Text(plenary::query::search_expression(words).unwrap());
        let arguments = [
            Argument { name: "terms".into(), value: terms },
            Argument { name: "most".into(), value: Value::Integer(-1) },
        ];
        answer(&reader, "search", &search.sql, &arguments)
    };
    assert!(find("german").contains("[Germán]"));
    assert!(find("GLIDE").contains("[glide]-text2im"));
    assert!(find("butterfly").lines().nth(1).unwrap().starts_with("1,"));
    assert!(find("three observ*").contains("A Bound for Three Observations"));
    assert_eq!(find("nothinglikethis").lines().count(), 1);
    assert_eq!(find("\"small graph\"").lines().count(), 1);
}
