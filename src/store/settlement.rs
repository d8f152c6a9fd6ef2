//! What is found out of people while a file is written, and settled when it is: two who are one, and some whom nothing
//! names any more.

use std::collections::BTreeSet;

use rusqlite::{Connection, named_params};
use serde_json::Value;

use super::journal::{Journal, Owner, TABLES, Watermarks, images, table_named};
use super::sql;

/// What is to be settled of one import.
#[derive(Clone)]
pub struct Settlement {
    /// The import.
    pub import_id: i64,
    /// The largest ids before it.
    pub before: Watermarks,
    /// People who turned out to be others, and who they are, in that order.
    pub merged: Vec<(i64, i64)>,
    /// People who may be named nowhere any more.
    pub stale: BTreeSet<i64>,
}

/// Settles what waited for the end of a database that was built, import by import. People are dropped from the last import
/// to the first: the one that left somebody unnamed for good is the last that did.
pub fn settle_all(connection: &Connection, settlements: &[Settlement]) -> rusqlite::Result<()> {
    for settlement in settlements {
        let mut journal = Journal::start(connection, settlement.before)?;
        for (loser, winner) in &settlement.merged {
            connection.prepare_cached(sql::CLAIM_NAME_IMAGES)?.execute(named_params! {
                ":import_id": settlement.import_id,
                ":loser": loser,
                ":winner": winner,
            })?;
        }
        settlement.merge(connection, &mut journal)?;
        journal.keep(connection, settlement.import_id)?;
    }
    for settlement in settlements.iter().rev() {
        let mut journal = Journal::start(connection, settlement.before)?;
        settlement.drop_unnamed(connection, &mut journal)?;
        journal.keep(connection, settlement.import_id)?;
    }
    settlements.iter().try_for_each(|settlement| settlement.hand_over(connection))
}

/// In a database that is being built, people who turned out to be others before this import are still two: in the rows as
/// they were before it they are called by who they are.
pub fn rename_in_images(connection: &Connection, import_id: i64, settlements: &[Settlement]) -> rusqlite::Result<()> {
    for ((table, key), image) in images(connection, import_id, &["authorships", "session_roles"])? {
        let (Some(table), Some(mut row)) = (table_named(table), image.row) else { continue };
        let place = table.place("author_id");
        for settlement in settlements {
            let person = row.get(place).and_then(Value::as_i64);
            let Some(winner) = person.and_then(|person| settlement.winner_of(person)) else { continue };
            let keep = |statement: &str, import_id: i64, row: &[Value]| {
                connection.prepare_cached(statement)?.execute(named_params! {
                    ":import_id": import_id,
                    ":table_name": table.name,
                    ":row_key": key,
                    ":owner_id": image.owner_id,
                    ":image": Value::Array(row.to_vec()).to_string(),
                })
            };
            // The import that found it out would have changed the row, had it not changed again meanwhile.
            if image.owner_id <= settlement.before.of(table.owner) {
                keep(sql::INSERT_IMAGE, settlement.import_id, &row)?;
            }
            if let Some(value) = row.get_mut(place) {
                *value = winner.into();
            }
        }
        let renamed = named_params! {
            ":import_id": import_id,
            ":table_name": table.name,
            ":row_key": key,
            ":image": Value::Array(row).to_string(),
        };
        connection.prepare_cached(sql::UPDATE_IMAGE)?.execute(renamed)?;
    }
    Ok(())
}

impl Settlement {
    /// Who somebody turned out to be; `None` for those who are themselves.
    fn winner_of(&self, person: i64) -> Option<i64> {
        let step = |person: i64| self.merged.iter().find(|(loser, _)| *loser == person).map(|(_, winner)| *winner);
        std::iter::successors(step(person), |person| step(*person)).last()
    }

    /// Makes people one who turned out to be one, noting what changes.
    pub fn merge(&self, connection: &Connection, journal: &mut Journal) -> rusqlite::Result<()> {
        for (loser, winner) in &self.merged {
            self.note_person(connection, journal, *loser)?;
            journal.note(connection, Owner::Author, *winner)?;
            let both = named_params! { ":loser": loser, ":winner": winner };
            let loser = named_params! { ":loser": loser };
            let orcid: Option<String> =
                connection.prepare_cached(sql::FIND_ORCID)?.query_row(loser, |row| row.get(0))?;
            for statement in
                [sql::MERGE_AUTHORSHIPS, sql::MERGE_SESSION_ROLES, sql::MERGE_AUTHOR_NAMES, sql::KEEP_MERGED_NAME]
            {
                connection.prepare_cached(statement)?.execute(both)?;
            }
            connection.prepare_cached(sql::DELETE_AUTHOR)?.execute(loser)?;
            if orcid.is_some() {
                connection
                    .prepare_cached(sql::CLAIM_ORCID)?
                    .execute(named_params! { ":author_id": winner, ":orcid": orcid })?;
            }
        }
        Ok(())
    }

    /// Drops people whom nothing names any more, noting what changes.
    pub fn drop_unnamed(&self, connection: &Connection, journal: &mut Journal) -> rusqlite::Result<()> {
        for author_id in &self.stale {
            journal.note(connection, Owner::Author, *author_id)?;
            let author = named_params! { ":author_id": author_id };
            connection.prepare_cached(sql::DELETE_ORPHAN_AUTHOR_NAMES)?.execute(author)?;
            connection.prepare_cached(sql::DELETE_ORPHAN_AUTHOR)?.execute(author)?;
        }
        Ok(())
    }

    /// Somebody whom this import left unnamed, and whom a later one named again before that was settled: gone with this
    /// one, come with that one.
    fn hand_over(&self, connection: &Connection) -> rusqlite::Result<()> {
        for author_id in &self.stale {
            let person = named_params! { ":author_id": author_id, ":import_id": self.import_id };
            let later: Option<i64> =
                connection.prepare_cached(sql::FIND_NEXT_NAMER)?.query_row(person, |row| row.get(0))?;
            let Some(later) = later else { continue };
            for table in TABLES.iter().filter(|table| table.owner == Owner::Author) {
                if *author_id <= self.before.authors {
                    let rows = named_params! { ":import_id": self.import_id, ":owner_id": author_id };
                    for template in [sql::KEEP_LATER_ROWS, sql::KEEP_ROWS] {
                        connection.prepare_cached(&table.statement(template))?.execute(rows)?;
                    }
                }
            }
            connection.prepare_cached(sql::INSERT_IMAGE)?.execute(named_params! {
                ":import_id": later,
                ":table_name": "authors",
                ":row_key": format!("[{author_id}]"),
                ":owner_id": author_id,
                ":image": None::<String>,
            })?;
        }
        Ok(())
    }

    /// Notes a person, and every paper and session that names the person.
    fn note_person(&self, connection: &Connection, journal: &mut Journal, id: i64) -> rusqlite::Result<()> {
        journal.note(connection, Owner::Author, id)?;
        for (owner, statement) in
            [(Owner::Paper, sql::LIST_PAPERS_OF_AUTHOR), (Owner::Session, sql::LIST_SESSIONS_OF_AUTHOR)]
        {
            let mut statement = connection.prepare_cached(statement)?;
            let ids = statement.query_map(named_params! { ":author_id": id }, |row| row.get(0))?;
            for id in ids.collect::<rusqlite::Result<Vec<i64>>>()? {
                journal.note(connection, owner, id)?;
            }
        }
        Ok(())
    }
}
