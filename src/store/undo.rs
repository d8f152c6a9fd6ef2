//! Takes one import back: what the database held before it, exactly.
//!
//! What the import brought goes, and every row that it changed is what it was (`import_images`). An import that others
//! build on stays until they are undone; people and conferences that later imports name too stay with those.

use std::collections::{BTreeSet, HashMap};

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, named_params};

use super::journal::{Images, Owner, TABLES, Watermarks, images};
use super::writer::ids;
use super::{Store, explain, sql};
use crate::error::{Error, Result};

/// What an undone import was.
///
/// ```
/// let undone = plenary::store::Undone { path: "/pages/a.txt".into(), papers: 15 };
/// assert_eq!(undone.papers, 15);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undone {
    /// Its file.
    pub path: String,
    /// How many papers went with it or are what they were before.
    pub papers: u64,
}

/// An import to undo.
struct Import {
    id: i64,
    path: String,
    before: Watermarks,
    /// The largest ids when it was done.
    after: Watermarks,
}

/// Why an import cannot be undone.
enum Refusal {
    Failed(rusqlite::Error),
    Refused { reason: String, help: String },
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        Refusal::Failed(error)
    }
}

fn refuse<T>(reason: impl Into<String>, help: impl Into<String>) -> std::result::Result<T, Refusal> {
    Err(Refusal::Refused { reason: reason.into(), help: help.into() })
}

impl Store {
    /// Undoes one import, and records that.
    ///
    /// # Errors
    /// [`Error::Usage`] when there is no such import, it is undone already, or a later one builds on it;
    /// [`Error::Database`] when the disk is full or fails. Nothing is changed then.
    pub fn undo(&mut self, import_id: i64) -> Result<Undone> {
        self.try_undo(import_id).map_err(|refusal| match refusal {
            Refusal::Failed(error) => explain::in_words(&self.path, error),
            Refusal::Refused { reason, help } => Error::usage(reason, help),
        })
    }

    fn try_undo(&mut self, import_id: i64) -> std::result::Result<Undone, Refusal> {
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let import = find(&tx, import_id)?;
        let images = images(&tx, import_id, &TABLES.map(|table| table.name))?;
        check_independent(&tx, &import)?;
        let papers = papers_of(&tx, &import, &images)?;
        tx.execute_batch(sql::DEFER_FOREIGN_KEYS)?;
        for paper_id in &papers {
            tx.prepare_cached(sql::DELETE_PAPER_TEXT)?.execute(named_params! { ":paper_id": paper_id })?;
        }
        take_away(&tx, &import)?;
        restore(&tx, &images)?;
        record(&tx, &import)?;
        drop_unnamed(&tx, &images)?;
        for paper_id in &papers {
            tx.prepare_cached(sql::INSERT_PAPER_TEXT)?.execute(named_params! { ":paper_id": paper_id })?;
        }
        match tx.commit() {
            Err(error) if is_about_references(&error) => {
                return refuse(
                    format!("import {import_id} cannot be undone: what later imports brought refers to it"),
                    "undo the later imports first: `plenary imports list` names them",
                );
            }
            committed => committed?,
        }
        Ok(Undone { path: import.path, papers: papers.len() as u64 })
    }
}

fn is_about_references(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|error| error.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_FOREIGNKEY)
}

fn find(tx: &Connection, import_id: i64) -> std::result::Result<Import, Refusal> {
    let found = tx
        .prepare_cached(sql::FIND_IMPORT)?
        .query_row(named_params! { ":import_id": import_id }, |row| {
            let undone_at: Option<String> = row.get(1)?;
            let before: Option<i64> = row.get(2)?;
            let marks = |first: usize| -> rusqlite::Result<Watermarks> {
                Ok(Watermarks {
                    conferences: row.get(first)?,
                    sessions: row.get(first + 1)?,
                    papers: row.get(first + 2)?,
                    authors: row.get(first + 3)?,
                })
            };
            let known = before.map(|_| Ok::<_, rusqlite::Error>((marks(2)?, marks(6)?))).transpose()?;
            Ok((row.get::<_, String>(0)?, undone_at, known))
        })
        .optional()?;
    match found {
        None => refuse(format!("there is no import {import_id}"), "`plenary imports list` names them all"),
        Some((_, Some(when), _)) => {
            refuse(format!("import {import_id} was undone already, on {when}"), "import its file again to have it back")
        }
        Some((_, None, None)) => refuse(
            format!("import {import_id} was made by an older plenary, which did not keep what undoing takes"),
            "import into a new database what you want to keep",
        ),
        Some((path, None, Some((before, after)))) => Ok(Import { id: import_id, path, before, after }),
    }
}

/// Refuses when a later import changed something that this one brought or changed.
fn check_independent(tx: &Connection, import: &Import) -> std::result::Result<(), Refusal> {
    let own = named_params! {
        ":import_id": import.id,
        ":sessions_before": import.before.sessions,
        ":sessions_after": import.after.sessions,
        ":papers_before": import.before.papers,
        ":papers_after": import.after.papers,
    };
    let dependent: Option<(i64, String, Option<String>)> = tx
        .prepare_cached(sql::FIND_DEPENDENT_IMPORT)?
        .query_row(own, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((later, path, title)) = dependent else { return Ok(()) };
    let about = title.map(|title| format!(" (\"{title}\")")).unwrap_or_default();
    refuse(
        format!(
            "import {} cannot be undone: import {later} of {path} has changed what it brought since{about}",
            import.id
        ),
        format!("undo import {later} first"),
    )
}

/// The papers whose text may change: those that it brought, changed, or that name people whom it joined.
fn papers_of(tx: &Connection, import: &Import, images: &Images) -> rusqlite::Result<BTreeSet<i64>> {
    let own = named_params! { ":above": import.before.papers, ":upto": import.after.papers };
    let mut papers: BTreeSet<i64> = ids(tx, sql::LIST_PAPERS_BETWEEN, own)?.into_iter().collect();
    let changed = images.iter().filter(|((table, _), _)| matches!(*table, "papers" | "authorships"));
    papers.extend(changed.map(|(_, image)| image.owner_id));
    Ok(papers)
}

/// What it brought, but for people and conferences, whom others may name.
fn take_away(tx: &Connection, import: &Import) -> rusqlite::Result<()> {
    for table in TABLES.iter().rev().filter(|table| matches!(table.owner, Owner::Session | Owner::Paper)) {
        tx.prepare_cached(&table.statement(sql::DELETE_OWNED_ROWS))?.execute(named_params! {
            ":above": import.before.of(table.owner),
            ":upto": import.after.of(table.owner),
        })?;
    }
    Ok(())
}

/// What it changed: first everything goes that stands in the way, then the rows are there again. People who were not there
/// stay for now: others may name them.
fn restore(tx: &Connection, images: &Images) -> rusqlite::Result<()> {
    for table in &TABLES {
        let own = images.iter().filter(|((name, _), _)| *name == table.name);
        let mut delete = tx.prepare_cached(&table.statement(sql::DELETE_ROW))?;
        for ((_, key), _) in own.clone().filter(|(_, image)| table.name != "authors" || image.row.is_some()) {
            delete.execute(named_params! { ":row_key": key })?;
        }
        let mut insert = tx.prepare_cached(&table.statement(sql::RESTORE_ROW))?;
        for row in own.filter_map(|(_, image)| image.row.as_ref()) {
            insert.execute(named_params! { ":image": serde_json::Value::Array(row.clone()).to_string() })?;
        }
    }
    Ok(())
}

fn record(tx: &Connection, import: &Import) -> rusqlite::Result<()> {
    tx.prepare_cached(sql::MARK_UNDONE)?.execute(named_params! {
        ":import_id": import.id,
        ":undone_at": jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
    })?;
    tx.prepare_cached(sql::DELETE_IMAGES)?.execute(named_params! { ":import_id": import.id })?;
    Ok(())
}

/// People and conferences that undone imports brought and that nothing names any more.
fn drop_unnamed(tx: &Connection, images: &Images) -> rusqlite::Result<()> {
    let mut unnamed = ids(tx, sql::LIST_UNNAMED_AUTHORS, [])?;
    let new = images.iter().filter(|((table, _), image)| *table == "authors" && image.row.is_none());
    unnamed.extend(new.map(|(_, image)| image.owner_id));
    // Undoing another import names them again, so that one will have found them.
    let mut named: HashMap<i64, Vec<i64>> = HashMap::new();
    if !unnamed.is_empty() {
        let mut statement = tx.prepare_cached(sql::LIST_IMAGED_PEOPLE)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            named.entry(row.get(1)?).or_default().push(row.get(0)?);
        }
    }
    for author_id in unnamed {
        for import_id in named.get(&author_id).into_iter().flatten() {
            for table in TABLES.iter().filter(|table| table.owner == Owner::Author) {
                let rows = named_params! { ":import_id": import_id, ":owner_id": author_id };
                tx.prepare_cached(&table.statement(sql::KEEP_ROWS))?.execute(rows)?;
            }
        }
        let author = named_params! { ":author_id": author_id };
        tx.prepare_cached(sql::DELETE_ORPHAN_AUTHOR_NAMES)?.execute(author)?;
        tx.prepare_cached(sql::DELETE_ORPHAN_AUTHOR)?.execute(author)?;
    }
    for conference_id in ids(tx, sql::LIST_UNNAMED_CONFERENCES, [])? {
        for statement in [sql::FORGET_CONFERENCE, sql::DELETE_CONFERENCE] {
            tx.prepare_cached(statement)?.execute(named_params! { ":conference_id": conference_id })?;
        }
    }
    Ok(())
}
