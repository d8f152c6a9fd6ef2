//! The floor under an import: a bare loop that parses the same JSON and inserts the same rows, with the best settings that
//! are known: 16 KiB pages, no log, a map from hashed names to ids, prepared statements in one transaction, rows first and
//! indexes after, a large hash for the full-text index.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, clippy::panic)]

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use rusqlite::{Connection, params};
use serde::Deserialize;
use sha2::{Digest, Sha256};

#[derive(Deserialize)]
struct Row {
    title: Option<String>,
    author: Option<String>,
    aff: Option<String>,
    r#abstract: Option<String>,
    status: Option<String>,
    track: Option<String>,
    site: Option<String>,
}

const TABLES: &str = "
CREATE TABLE conferences (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE papers (id INTEGER PRIMARY KEY, conference_id INTEGER REFERENCES conferences (id), title TEXT NOT NULL,
  title_key TEXT NOT NULL, abstract TEXT, status TEXT, track TEXT, url TEXT) STRICT;
CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT NOT NULL, name_key TEXT NOT NULL) STRICT;
CREATE TABLE authorships (paper_id INTEGER NOT NULL REFERENCES papers (id), position INTEGER NOT NULL,
  author_id INTEGER NOT NULL REFERENCES authors (id), printed_name TEXT NOT NULL, affiliation TEXT,
  PRIMARY KEY (paper_id, position)) STRICT, WITHOUT ROWID;
CREATE VIEW paper_texts AS SELECT papers.id AS rowid, title, abstract, (SELECT group_concat(printed_name, '; ')
  FROM authorships WHERE paper_id = papers.id) AS authors FROM papers;
CREATE VIRTUAL TABLE search USING fts5(title, abstract, authors, content='paper_texts', content_rowid='rowid',
  tokenize='unicode61 remove_diacritics 2');
INSERT INTO search (search, rank) VALUES ('hashsize', 16777216);
";

const INDEXES: &str = "
CREATE UNIQUE INDEX authors_by_name ON authors (name_key);
CREATE INDEX authorships_by_author ON authorships (author_id, paper_id);
CREATE INDEX papers_by_title ON papers (title_key);
";

/// What knowing that nothing changed takes at least: every file hashed, the database opened and asked once a file.
pub fn hash(files: &[String], database: &Path) {
    let connection = Connection::open(database).unwrap();
    let mut statement =
        connection.prepare("SELECT sha256 FROM imports WHERE path = ?1 ORDER BY id DESC LIMIT 1").unwrap();
    for file in files {
        let digest = Sha256::digest(fs::read(file).unwrap());
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let path = fs::canonicalize(file).unwrap();
        assert_eq!(statement.query_row([path.to_str().unwrap()], |row| row.get::<_, String>(0)).unwrap(), hex);
    }
}

/// The same rows as CSV, ids given and names folded: what somebody has to have made before the shell can import it.
pub fn write_csv(files: &[String], folder: &Path) {
    let writer = |name: &str| csv::Writer::from_path(folder.join(name)).unwrap();
    let (mut conferences, mut papers) = (writer("conferences.csv"), writer("papers.csv"));
    let (mut authors, mut authorships) = (writer("authors.csv"), writer("authorships.csv"));
    let mut people: HashMap<String, usize> = HashMap::new();
    let mut paper_id = 0;
    for (conference_id, file) in files.iter().enumerate() {
        let stem = Path::new(file).file_stem().unwrap().to_str().unwrap();
        conferences.write_record([conference_id.to_string().as_str(), stem]).unwrap();
        let rows: Vec<Row> = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
        for row in rows {
            let Some(title) = row.title.filter(|title| !title.is_empty()) else { continue };
            paper_id += 1;
            let (id, conference) = (paper_id.to_string(), conference_id.to_string());
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            let (key, status, track) = (title.to_lowercase(), text(&row.status), text(&row.track));
            let values = [&id, &conference, &title, &key, &text(&row.r#abstract), &status, &track, &text(&row.site)];
            papers.write_record(values).unwrap();
            let list = text(&row.author);
            let names = names(&list);
            let affiliations = affiliations(row.aff.as_deref(), names.len());
            for (index, name) in names.into_iter().enumerate() {
                let next = people.len() + 1;
                let key = name.to_lowercase();
                let person = *people.entry(key.clone()).or_insert(next);
                let number = person.to_string();
                if person == next {
                    authors.write_record([number.as_str(), name, &key]).unwrap();
                }
                let position = (index + 1).to_string();
                let affiliation = affiliations.get(index).copied().unwrap_or_default();
                authorships.write_record([id.as_str(), &position, &number, name, affiliation]).unwrap();
            }
        }
    }
}

/// The affiliations where there is one for each author; none otherwise.
fn affiliations(list: Option<&str>, authors: usize) -> Vec<&str> {
    let affiliations: Vec<&str> = list.unwrap_or_default().split(';').map(str::trim).collect();
    if affiliations.len() == authors { affiliations } else { Vec::new() }
}

/// The names of a list, which may stand in it twice.
fn names(list: &str) -> Vec<&str> {
    let separator = if list.contains(';') { ';' } else { ',' };
    let mut names: Vec<&str> = list.split(separator).map(str::trim).filter(|name| !name.is_empty()).collect();
    let half = names.len() / 2;
    if half > 0 && names[..half] == names[half..] {
        names.truncate(half);
    }
    names
}

pub fn import(files: &[String], database: &Path) {
    let connection = Connection::open(database).unwrap();
    connection
        .execute_batch("PRAGMA page_size = 16384; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = ON; PRAGMA cache_size = -2000;")
        .unwrap();
    connection.execute_batch(TABLES).unwrap();
    connection.execute_batch("BEGIN").unwrap();
    let mut people: HashMap<String, i64> = HashMap::new();
    {
        let mut conference = connection.prepare("INSERT INTO conferences (name) VALUES (?1)").unwrap();
        let mut paper = connection
            .prepare("INSERT INTO papers (conference_id, title, title_key, abstract, status, track, url) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
            .unwrap();
        let mut author = connection.prepare("INSERT INTO authors (name, name_key) VALUES (?1, ?2)").unwrap();
        let mut authorship = connection.prepare("INSERT INTO authorships VALUES (?1, ?2, ?3, ?4, ?5)").unwrap();
        let mut text =
            connection.prepare("INSERT INTO search (rowid, title, abstract, authors) VALUES (?1, ?2, ?3, ?4)").unwrap();
        for file in files {
            let bytes = fs::read(file).unwrap();
            let rows: Vec<Row> = serde_json::from_slice(&bytes).unwrap();
            let stem = Path::new(file).file_stem().unwrap().to_str().unwrap();
            let conference_id = conference.insert([stem]).unwrap();
            for row in rows {
                let Some(title) = row.title.filter(|title| !title.is_empty()) else { continue };
                let key = title.to_lowercase();
                let list = row.author.unwrap_or_default();
                let separator = if list.contains(';') { ';' } else { ',' };
                let mut names: Vec<&str> =
                    list.split(separator).map(str::trim).filter(|name| !name.is_empty()).collect();
                let half = names.len() / 2;
                if half > 0 && names[..half] == names[half..] {
                    names.truncate(half);
                }
                let affiliations: Vec<&str> =
                    row.aff.as_deref().unwrap_or_default().split(';').map(str::trim).collect();
                let paper_id = paper
                    .insert(params![conference_id, title, key, row.r#abstract, row.status, row.track, row.site])
                    .unwrap();
                for (index, name) in names.iter().enumerate() {
                    let key = name.to_lowercase();
                    let author_id = match people.get(&key) {
                        Some(id) => *id,
                        None => {
                            let id = author.insert(params![name, key]).unwrap();
                            people.insert(key, id);
                            id
                        }
                    };
                    let affiliation = affiliations.get(index);
                    authorship.execute(params![paper_id, index as i64 + 1, author_id, name, affiliation]).unwrap();
                }
                text.execute(params![paper_id, title, row.r#abstract, names.join("; ")]).unwrap();
            }
        }
    }
    connection.execute_batch(INDEXES).unwrap();
    connection.execute_batch("COMMIT").unwrap();
}
