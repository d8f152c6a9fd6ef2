//! A new database, built aside and put into place when it is complete.
//!
//! The rule: a database that is not there yet is built; every other one is changed in place. Nobody else can see the new
//! one before its end, so it needs no log and no waiting for the disk; its big indexes are made last, from sorted rows
//! (rows first, indexes after: 0.88 of the time; no log: 0.78).

use std::path::Path;

use rusqlite::{Connection, named_params};
use tempfile::NamedTempFile;

use super::journal::Watermarks;
use super::known::Known;
use super::{Store, explain, header, migrate, prepare, settlement, sql};
use crate::error::{Error, Result};

/// How many bytes of words the full-text index gathers while a database is built.
const SEARCH_MEMORY: u32 = 16 << 20;

/// As many for so many papers: the less often words are written, the less has to be merged.
const LARGE: (i64, u32) = (200_000, 64 << 20);

/// The same in a finished database: what FTS5 does by itself.
const USUAL_SEARCH_MEMORY: u32 = 1 << 20;

/// What makes a store a database that is being built.
pub struct Building {
    /// Where it is built; `None` when it lives in memory.
    pub(super) file: Option<NamedTempFile>,
    /// How the indexes are made that it does without so far.
    indexes: Vec<String>,
}

impl Store {
    /// Starts a new database. It appears under its name with [`Store::finish`]; dropped before, it leaves no trace.
    ///
    /// # Errors
    /// [`Error::Taken`] when something is there already; [`Error::File`] when its folder cannot be written to.
    pub fn build(path: &Path) -> Result<Self> {
        let path = std::path::absolute(path).map_err(|error| Error::file(path, "cannot create", error))?;
        if header::exists(&path)? {
            return Err(taken(&path));
        }
        let folder = path.parent().unwrap_or(Path::new("/"));
        let file = tempfile::Builder::new()
            .prefix(".plenary-")
            .suffix(".db")
            .tempfile_in(folder)
            .map_err(|error| Error::file(&path, "cannot create", error))?;
        let connection = Connection::open(file.path()).map_err(|error| explain::in_words(&path, error))?;
        Self::start(connection, &path, Some(file))
    }

    /// As [`Store::build`], for a database that lives as long as this value and leaves nothing on the disk.
    ///
    /// # Errors
    /// [`Error::Sqlite`] when SQLite has no memory left.
    pub fn build_in_memory() -> Result<Self> {
        Self::start(Connection::open_in_memory()?, Path::new(":memory:"), None)
    }

    fn start(mut connection: Connection, path: &Path, file: Option<NamedTempFile>) -> Result<Self> {
        let in_words = |error| explain::in_words(path, error);
        connection.pragma_update(None, "page_size", 16_384).map_err(in_words)?;
        prepare(&connection).map_err(in_words)?;
        migrate::run(&mut connection, path)?;
        let indexes = (|| {
            connection.pragma_update(None, "journal_mode", "MEMORY")?;
            connection.pragma_update(None, "synchronous", "OFF")?;
            // What is written is seldom read again: a small cache stays in the processor's own (0.90 of the time).
            connection.pragma_update(None, "cache_size", -2_048)?;
            // Every row is one that this process has just made; `finish` leaves them on.
            connection.pragma_update(None, "foreign_keys", false)?;
            connection.pragma_update(None, "cell_size_check", false)?;
            gather(&connection, SEARCH_MEMORY)?;
            let indexes = connection
                .prepare(sql::LIST_BULK_INDEXES)?
                .query_map([], |row| row.get(0))?
                .collect::<rusqlite::Result<Vec<String>>>()?;
            connection.execute_batch(sql::DROP_BULK_INDEXES)?;
            Ok(indexes)
        })()
        .map_err(in_words)?;
        let building = Some(Building { file, indexes });
        Ok(Self { known: Known::complete(), building, ..Self::of(connection, path.to_path_buf()) })
    }

    /// The file that goes when the process is ended before [`Store::finish`]; `None` when there is none.
    pub fn half_file(&self) -> Option<&Path> {
        self.building.as_ref().and_then(|building| building.file.as_ref()).map(NamedTempFile::path)
    }

    /// Completes a database that was being built, and puts it into place. A store that was opened is as it was.
    ///
    /// # Errors
    /// [`Error::Database`] when the disk is full or fails, [`Error::Taken`] when another process has made a database of
    /// this name meanwhile; nothing of this one is kept then.
    pub fn finish(mut self) -> Result<Self> {
        let Some(building) = self.building.take() else { return Ok(self) };
        self.complete(&building.indexes).map_err(|error| explain::in_words(&self.path, error))?;
        let Some(file) = building.file else { return Ok(self) };
        let path = self.path;
        let refused = |error| Error::file(&path, "cannot create", error);
        self.connection.close().map_err(|(_, error)| explain::in_words(&path, error))?;
        file.as_file().sync_all().map_err(refused)?;
        super::share(&file).map_err(refused)?;
        match file.persist_noclobber(&path) {
            Ok(_) => Store::open(&path),
            Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => Err(taken(&path)),
            Err(error) => Err(refused(error.error)),
        }
    }

    fn complete(&mut self, indexes: &[String]) -> rusqlite::Result<()> {
        let connection = &self.connection;
        connection.execute_batch("BEGIN")?;
        connection.execute_batch(sql::DROP_NAME_INDEX)?;
        connection.execute(sql::INSERT_ALL_AUTHOR_NAMES, [])?;
        for index in indexes {
            connection.execute_batch(index)?;
        }
        settlement::settle_all(connection, &self.known.settlements())?;
        if Watermarks::now(connection)?.papers > LARGE.0 {
            gather(connection, LARGE.1)?;
        }
        connection.execute(sql::INSERT_ALL_PAPER_TEXTS, [])?;
        gather(connection, USUAL_SEARCH_MEMORY)?;
        connection.execute_batch("COMMIT")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "cell_size_check", true)?;
        self.known = Known::default();
        if !connection.path().unwrap_or_default().is_empty() {
            connection.pragma_update(None, "journal_mode", "WAL")?;
        }
        Ok(())
    }
}

fn gather(connection: &Connection, bytes: u32) -> rusqlite::Result<()> {
    connection.execute(sql::SET_SEARCH_MEMORY, named_params! { ":bytes": bytes }).map(|_| ())
}

fn taken(path: &Path) -> Error {
    Error::Taken { path: path.to_path_buf() }
}
