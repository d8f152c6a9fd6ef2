//! The statements of the store look things up: none reads a whole table of the programme, but for those that say why.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::fs;
use std::path::Path;

use plenary::store::Store;
use rusqlite::Connection;

/// Statements that are about a whole table, and when they run.
const WHOLE: [(&str, &str); 13] = [
    ("insert_all_author_names", "at the end of a new database"),
    ("insert_all_paper_texts", "at the end of a new database"),
    ("list_paper_ids", "when a file of a new database is taken back"),
    ("list_spellings", "when a file of a new database is taken back"),
    ("list_titles", "when a file of a new database is taken back"),
    ("count_schema", "reads the schema alone"),
    ("has_history", "reads the schema alone"),
    ("list_bulk_indexes", "reads the schema alone"),
    ("list_history", "reads the steps of the tables alone"),
    ("list_imaged_people", "reads what imports changed, when one of them is undone"),
    ("list_withdrawn", "reads an index of withdrawn papers alone"),
    ("list_unnamed_authors", "reads the imports, to find those that are undone"),
    ("list_unnamed_conferences", "reads the imports, to find those that are undone"),
];

fn plan(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement =
        connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap_or_else(|error| panic!("{error}: {sql}"));
    let (mut rows, mut steps) = (statement.raw_query(), Vec::new());
    while let Some(row) = rows.next().unwrap() {
        steps.push(row.get(3).unwrap());
    }
    steps
}

#[test]
fn no_statement_of_the_store_reads_a_whole_table() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sql/store");
    let store = Store::open_in_memory().unwrap();
    let connection = store.connection();
    connection.execute_batch(&fs::read_to_string(folder.join("create_notes.sql")).unwrap()).unwrap();
    let mut looked_at = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let sql = fs::read_to_string(&path).unwrap();
        let is_script = sql.matches(";\n").count() > 1 || sql.contains("PRAGMA");
        if sql.contains('{') || is_script {
            continue;
        }
        looked_at += 1;
        let scans: Vec<String> = plan(connection, &sql)
            .into_iter()
            .filter(|step| step.starts_with("SCAN"))
            .filter(|step| {
                !["CONSTANT ROW", "VIRTUAL TABLE", "SCAN undone", "SCAN imports", "SCAN ("]
                    .iter()
                    .any(|part| step.contains(part))
            })
            .collect();
        // `plenary diff` compares all that two databases hold.
        let is_whole = WHOLE.iter().any(|(whole, _)| *whole == name) || name.starts_with("list_current_");
        assert!(scans.is_empty() || is_whole, "{name}: {scans:?}");
    }
    assert!(looked_at > 60, "only {looked_at} statements were looked at");
    for (name, _) in WHOLE {
        assert!(folder.join(format!("{name}.sql")).exists(), "{name} is no statement any more");
    }
}
