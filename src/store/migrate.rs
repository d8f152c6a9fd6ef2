//! The tables, step by step: `migrations/` run by refinery, all steps in one transaction.

use std::path::Path;

use rusqlite::Connection;

use super::{explain, sql};
use crate::error::{Error, Result};

mod steps {
    refinery::embed_migrations!("migrations");
}

/// The newest version of the tables that this program knows, from 1.
pub fn newest() -> u32 {
    let versions = steps::migrations::runner().get_migrations().iter().map(refinery::Migration::version).max();
    versions.and_then(|version| u32::try_from(version).ok()).unwrap_or_default()
}

/// Brings the database to the newest tables; does nothing where it has them.
///
/// # Errors
/// [`Error::Database`] when it is newer than this program, or its list of steps is damaged.
pub fn run(connection: &mut Connection, path: &Path) -> Result<()> {
    let version = version(connection, path)?;
    if version == newest() {
        return Ok(());
    }
    if version > newest() {
        return Err(newer(path, version));
    }
    check_history(connection, path)?;
    let runner = steps::migrations::runner().set_grouped(true);
    if let Err(error) = runner.run(connection) {
        // Somebody else may have run the steps since we looked.
        if self::version(connection, path)? == newest() {
            return Ok(());
        }
        return Err(Error::Database {
            path: path.to_path_buf(),
            reason: format!("its tables could not be brought up to date: {error}"),
            help: "nothing was changed; restore the database from a copy, or import again into a new file".into(),
        });
    }
    Ok(())
}

/// Refuses a database whose tables are not the newest: a reading verb changes nothing.
///
/// # Errors
/// [`Error::Database`] when it is newer or older than this program.
pub fn check_newest(connection: &Connection, path: &Path) -> Result<()> {
    let version = version(connection, path)?;
    match version.cmp(&newest()) {
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Greater => Err(newer(path, version)),
        std::cmp::Ordering::Less => Err(Error::Database {
            path: path.to_path_buf(),
            reason: format!("was made by an older plenary: its tables have version {version} of {}", newest()),
            help: "any `plenary import` into it brings it up to date".into(),
        }),
    }
}

fn version(connection: &Connection, path: &Path) -> Result<u32> {
    connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(|error| explain::in_words(path, error))
}

/// refinery panics on a history that it cannot read, so it is read first.
fn check_history(connection: &Connection, path: &Path) -> Result<()> {
    let damaged = || Error::Database {
        path: path.to_path_buf(),
        reason: "is damaged: its list of table versions cannot be read".into(),
        help: "restore it from a copy, or import again into a new file".into(),
    };
    let has_history: bool =
        connection.query_row(sql::HAS_HISTORY, [], |row| row.get(0)).map_err(|error| explain::in_words(path, error))?;
    if !has_history {
        return Ok(());
    }
    let mut statement = connection.prepare(sql::LIST_HISTORY).map_err(|_| damaged())?;
    let rows = statement
        .query_map([], |row| Ok((row.get::<_, i32>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?)))
        .map_err(|_| damaged())?;
    for row in rows {
        let (_, applied_on, checksum) = row.map_err(|_| damaged())?;
        let is_date = applied_on.parse::<jiff::Timestamp>().is_ok();
        if !is_date || checksum.parse::<u64>().is_err() {
            return Err(damaged());
        }
    }
    Ok(())
}

/// A database of a newer plenary.
pub fn newer(path: &Path, version: u32) -> Error {
    Error::Database {
        path: path.to_path_buf(),
        reason: format!(
            "was made by a newer plenary: its tables have version {version}, this program knows up to {}",
            newest()
        ),
        help: "install the newer plenary".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tables(connection: &Connection) -> Vec<String> {
        let mut statement =
            connection.prepare("SELECT concat(name, ': ', sql) FROM sqlite_schema ORDER BY name").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().collect::<rusqlite::Result<_>>().unwrap()
    }

    #[test]
    fn brings_a_database_of_every_landed_version_to_the_newest_tables() {
        let mut fresh = Connection::open_in_memory().unwrap();
        run(&mut fresh, Path::new("fresh")).unwrap();
        for version in 1..newest() {
            let mut old = Connection::open_in_memory().unwrap();
            let target = refinery::Target::Version(version.try_into().unwrap());
            steps::migrations::runner().set_grouped(true).set_target(target).run(&mut old).unwrap();
            old.execute_batch(
                "INSERT INTO conferences (id, name) VALUES (1, 'ICML 2022');
                 INSERT INTO papers (id, conference_id, title, title_key) VALUES (1, 1, 'Graph U-Nets', 'graph u nets');
                 INSERT INTO imports (id, path, format, sha256, imported_at, sessions, papers, rejected)
                 VALUES (1, '/a.txt', 'session-page', '', '2022-07-19T10:00:00Z', 0, 1, 0);
                 INSERT INTO paper_sources (paper_id, import_id, line) VALUES (1, 1, 5);",
            )
            .unwrap();
            run(&mut old, Path::new("old")).unwrap();
            assert_eq!(tables(&old), tables(&fresh), "from version {version}");
            let titles: i64 = old.query_row("SELECT count(*) FROM paper_list", [], |row| row.get(0)).unwrap();
            assert_eq!(titles, 1);
        }
    }
}
