//! What an import changes in rows that were there before it: all rows about a paper, a session or a person, as they were
//! when the import first touched it.
//!
//! Rows that an import brings need no note. They are about a conference, session, paper or person whose id is larger than
//! all that were given before ([`Watermarks`]), so a bulk load notes next to nothing. Notes are kept in a temporary table:
//! a large file that is imported again takes no memory for them.

use std::collections::{BTreeMap, HashSet};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, named_params};
use serde_json::{Value, json};

use super::sql;

/// What a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Owner {
    /// A conference.
    Conference,
    /// A session.
    Session,
    /// A paper.
    Paper,
    /// A person.
    Author,
}

/// One table whose rows are noted.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns, in the order of the table.
    pub columns: &'static [&'static str],
    /// How many of them, from the first on, are the primary key.
    pub key: usize,
    /// What its rows are about.
    pub owner: Owner,
    /// Which column names that.
    pub owner_column: usize,
}

const fn table(
    name: &'static str,
    columns: &'static [&'static str],
    key: usize,
    owner: Owner,
    owner_column: usize,
) -> Table {
    Table { name, columns, key, owner, owner_column }
}

/// Every table that records fill; a test holds the columns against the database.
pub const TABLES: [Table; 13] = [
    table("conferences", &["id", "name", "acronym", "year"], 1, Owner::Conference, 0),
    table(
        "sessions",
        &["id", "conference_id", "title", "title_key", "kind", "track", "room", "printed_time", "starts_at", "ends_at"],
        1,
        Owner::Session,
        0,
    ),
    table(
        "papers",
        &[
            "id",
            "conference_id",
            "title",
            "title_key",
            "abstract",
            "status",
            "track",
            "url",
            "doi",
            "pages",
            "withdrawn_by",
        ],
        1,
        Owner::Paper,
        0,
    ),
    table("authors", &["id", "name", "family", "given", "name_key", "orcid"], 1, Owner::Author, 0),
    table("author_names", &["name_key", "author_id", "name"], 3, Owner::Author, 1),
    table("authorships", &["paper_id", "position", "author_id", "printed_name", "affiliation"], 2, Owner::Paper, 0),
    table(
        "presentations",
        &["session_id", "position", "paper_id", "kind", "board", "printed_time", "starts_at"],
        2,
        Owner::Session,
        0,
    ),
    table("session_roles", &["session_id", "role", "position", "author_id", "printed_name"], 3, Owner::Session, 0),
    table("paper_ids", &["paper_id", "scheme", "value"], 3, Owner::Paper, 0),
    table("paper_keywords", &["paper_id", "position", "keyword"], 2, Owner::Paper, 0),
    table("paper_links", &["paper_id", "position", "url"], 2, Owner::Paper, 0),
    table("paper_sources", &["paper_id", "import_id", "line", "claims"], 3, Owner::Paper, 0),
    table("session_sources", &["session_id", "import_id", "line", "claims"], 3, Owner::Session, 0),
];

/// The table of this name.
pub fn table_named(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name == name)
}

impl Table {
    /// A statement of `sql/store/` about any table, for this one.
    pub fn statement(&self, template: &str) -> String {
        let key = self.columns.get(..self.key).unwrap_or_default();
        let of_array = |array: &str, count: usize| -> Vec<String> {
            (0..count).map(|place| format!("json_extract({array}, '$[{place}]')")).collect()
        };
        let has_key = |array: &str| {
            let values = of_array(array, self.key);
            let equal = key.iter().zip(values).map(|(column, value)| format!("{}.{column} = {value}", self.name));
            equal.collect::<Vec<_>>().join(" AND ")
        };
        let of_table = |columns: &[&str]| {
            columns.iter().map(|column| format!("{}.{column}", self.name)).collect::<Vec<_>>().join(", ")
        };
        template
            .replace("{table}", self.name)
            .replace("{columns}", &of_table(self.columns))
            .replace("{bare_columns}", &self.columns.join(", "))
            .replace("{owner}", &of_table(&[self.columns.get(self.owner_column).copied().unwrap_or_default()]))
            .replace("{key}", &of_table(key))
            .replace("{has_key}", &has_key(":row_key"))
            .replace("{has_noted_key}", &has_key("notes.row_key"))
            .replace("{values}", &of_array(":image", self.columns.len()).join(", "))
    }

    /// The place of a column in its rows, from 0.
    pub fn place(&self, column: &str) -> usize {
        self.columns.iter().position(|name| *name == column).unwrap_or_default()
    }
}

/// The largest ids that were given before an import.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Watermarks {
    /// Of conferences.
    pub conferences: i64,
    /// Of sessions.
    pub sessions: i64,
    /// Of papers.
    pub papers: i64,
    /// Of people.
    pub authors: i64,
}

impl Watermarks {
    /// Those of now.
    pub fn now(connection: &Connection) -> rusqlite::Result<Self> {
        connection.prepare_cached(sql::FIND_WATERMARKS)?.query_row([], |row| {
            Ok(Self { conferences: row.get(0)?, sessions: row.get(1)?, papers: row.get(2)?, authors: row.get(3)? })
        })
    }

    /// That of one kind.
    pub fn of(&self, owner: Owner) -> i64 {
        match owner {
            Owner::Conference => self.conferences,
            Owner::Session => self.sessions,
            Owner::Paper => self.papers,
            Owner::Author => self.authors,
        }
    }
}

/// A row as it was, or that there was none.
#[derive(Debug, Clone, PartialEq)]
pub struct Image {
    /// What it is about.
    pub owner_id: i64,
    /// The values of its columns; `None` when there was no such row.
    pub row: Option<Vec<Value>>,
}

/// Rows as they were, by table and key, the key as JSON.
pub type Images = BTreeMap<(&'static str, String), Image>;

/// Notes all rows about something before any of them changes.
#[derive(Default)]
pub struct Journal {
    before: Watermarks,
    noted: HashSet<(Owner, i64)>,
}

impl Journal {
    /// A journal of what changes from now on, in what has an id up to these.
    pub fn start(connection: &Connection, before: Watermarks) -> rusqlite::Result<Self> {
        connection.execute_batch(sql::CREATE_NOTES)?;
        Ok(Self { before, noted: HashSet::new() })
    }

    /// Notes what is there about something, if it was there before and is not noted yet.
    pub fn note(&mut self, connection: &Connection, owner: Owner, id: i64) -> rusqlite::Result<()> {
        if id > self.before.of(owner) || !self.noted.insert((owner, id)) {
            return Ok(());
        }
        for table in TABLES.iter().filter(|table| table.owner == owner) {
            let mut statement = connection.prepare_cached(&table.statement(sql::NOTE_ROWS))?;
            statement.execute(named_params! { ":owner_id": id })?;
            let mut statement = connection.prepare_cached(sql::NOTE_OWNER)?;
            statement.execute(named_params! { ":table_name": table.name, ":owner_id": id })?;
        }
        Ok(())
    }

    /// Keeps, for undoing the import, the noted rows that are not what they were, and that there were none where some are
    /// new. The first image of a row is kept.
    pub fn keep(self, connection: &Connection, import_id: i64) -> rusqlite::Result<()> {
        if self.noted.is_empty() {
            return Ok(());
        }
        for table in &TABLES {
            for template in [sql::KEEP_CHANGED_ROWS, sql::KEEP_NEW_ROWS] {
                let mut statement = connection.prepare_cached(&table.statement(template))?;
                statement.execute(named_params! { ":import_id": import_id, ":table_name": table.name })?;
            }
        }
        connection.execute_batch(sql::CLEAR_NOTES)
    }
}

/// What an import has changed in some tables, from its images.
pub fn images(connection: &Connection, import_id: i64, tables: &[&'static str]) -> rusqlite::Result<Images> {
    let mut images = Images::new();
    let mut statement = connection.prepare_cached(sql::LIST_IMAGES)?;
    for table in tables {
        let mut rows = statement.query(named_params! { ":import_id": import_id, ":table_name": table })?;
        while let Some(row) = rows.next()? {
            let text: Option<String> = row.get(2)?;
            let row_then = text.and_then(|text| serde_json::from_str(&text).ok());
            images.insert((*table, row.get(0)?), Image { owner_id: row.get(1)?, row: row_then });
        }
    }
    Ok(images)
}

/// A row as it is now; `None` when there is none.
pub fn row_now(connection: &Connection, table: &str, key: &str) -> rusqlite::Result<Option<Vec<Value>>> {
    let Some(table) = table_named(table) else { return Ok(None) };
    let mut statement = connection.prepare_cached(&table.statement(sql::FIND_ROW))?;
    let mut rows = statement.query(named_params! { ":row_key": key })?;
    rows.next()?.map(|row| (0..table.columns.len()).map(|column| value(row.get_ref(column)?)).collect()).transpose()
}

/// The rows of a table about one owner as they are now, in the order of their key.
pub fn rows_of(connection: &Connection, table: &Table, owner_id: i64) -> rusqlite::Result<Vec<Vec<Value>>> {
    let mut statement = connection.prepare_cached(&table.statement(sql::LIST_OWNED_ROWS))?;
    let rows = statement.query_map(named_params! { ":owner_id": owner_id }, |row| {
        (0..table.columns.len()).map(|column| value(row.get_ref(column)?)).collect()
    })?;
    rows.collect()
}

/// A value of these tables: a whole number, a text, or nothing.
fn value(value: ValueRef<'_>) -> rusqlite::Result<Value> {
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => json!(number),
        other => json!(other.as_str()?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_every_table_that_records_fill_column_by_column() {
        let connection = crate::store::Store::open_in_memory().unwrap().into_connection();
        let ours =
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%STRICT%' AND name NOT LIKE 'import%'";
        let mut statement = connection.prepare(ours).unwrap();
        let mut names: Vec<String> =
            statement.query_map([], |row| row.get(0)).unwrap().collect::<rusqlite::Result<_>>().unwrap();
        names.sort();
        let mut known: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
        known.sort_unstable();
        assert_eq!(names, known);
        for table in &TABLES {
            let mut statement = connection.prepare("SELECT name, pk FROM pragma_table_info(?1) ORDER BY cid").unwrap();
            let columns: Vec<(String, i64)> = statement
                .query_map([table.name], |row| Ok((row.get(0)?, row.get(1)?)))
                .unwrap()
                .collect::<rusqlite::Result<_>>()
                .unwrap();
            assert_eq!(columns.iter().map(|(name, _)| name).collect::<Vec<_>>(), table.columns, "{}", table.name);
            let key = columns.iter().take_while(|(_, place)| *place > 0).count();
            assert_eq!((key, columns.iter().filter(|(_, place)| *place > 0).count()), (table.key, table.key));
        }
    }

    #[test]
    fn looks_rows_up_and_reads_no_whole_table() {
        let connection = crate::store::Store::open_in_memory().unwrap().into_connection();
        connection.execute_batch(sql::CREATE_NOTES).unwrap();
        let templates = [
            sql::FIND_ROW,
            sql::DELETE_ROW,
            sql::LIST_OWNED_ROWS,
            sql::DELETE_OWNED_ROWS,
            sql::NOTE_ROWS,
            sql::KEEP_CHANGED_ROWS,
            sql::KEEP_NEW_ROWS,
            sql::KEEP_ROWS,
        ];
        for table in &TABLES {
            for template in templates {
                let statement = format!("EXPLAIN QUERY PLAN {}", table.statement(template));
                let mut statement = connection.prepare(&statement).unwrap();
                let mut rows = statement.raw_query();
                while let Some(row) = rows.next().unwrap() {
                    let step: String = row.get(3).unwrap();
                    assert!(!step.starts_with(&format!("SCAN {}", table.name)), "{}: {step}\n{template}", table.name);
                }
            }
        }
    }

    #[test]
    fn notes_rows_as_they_were_and_only_of_what_was_there() {
        let connection = crate::store::Store::open_in_memory().unwrap().into_connection();
        connection
            .execute_batch(
                "INSERT INTO authors (id, name, name_key) VALUES (1, 'Ada', 'ada'), (2, 'Alan', 'alan');
                 INSERT INTO imports (id, path, format, sha256, imported_at, sessions, papers, rejected)
                 VALUES (1, '/a.txt', 'session-page', '', '', 0, 0, 0);",
            )
            .unwrap();
        let mut journal = Journal::start(&connection, Watermarks::now(&connection).unwrap()).unwrap();
        for id in [1, 2, 3] {
            journal.note(&connection, Owner::Author, id).unwrap();
        }
        connection
            .execute_batch(
                "UPDATE authors SET orcid = 'x' WHERE id = 1;
                 UPDATE authors SET orcid = 'y' WHERE id = 2;
                 UPDATE authors SET orcid = NULL WHERE id = 2;
                 INSERT INTO authors (id, name, name_key) VALUES (3, 'Grace', 'grace');
                 INSERT INTO author_names (name_key, author_id, name) VALUES ('ada', 1, 'ADA'), ('grace', 3, 'Grace');",
            )
            .unwrap();
        journal.keep(&connection, 1).unwrap();
        let images = images(&connection, 1, &["authors", "author_names"]).unwrap();
        let row = Some(vec![json!(1), json!("Ada"), Value::Null, Value::Null, json!("ada"), Value::Null]);
        let expected = Images::from([
            (("authors", "[1]".to_owned()), Image { owner_id: 1, row }),
            (("author_names", r#"["ada",1,"ADA"]"#.to_owned()), Image { owner_id: 1, row: None }),
        ]);
        assert_eq!(images, expected);
    }
}
