//! What a database held after an earlier import, on a private copy: every import above it is undone there, backwards.

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use tempfile::NamedTempFile;

use crate::error::{Error, Result};
use crate::store::{Store, explain, open_read_only, prepare, sql};

/// A private copy of a database, which goes back in time. The database itself is only read.
///
/// ```
/// use plenary::store::{Store, diff::Past};
///
/// let folder = tempfile::tempdir().unwrap();
/// let path = folder.path().join("programme.db");
/// drop(Store::open(&path)?);
/// let mut past = Past::of(&path)?;
/// assert!(past.go_back_to(7).is_err());
/// # Ok::<(), plenary::error::Error>(())
/// ```
pub struct Past {
    store: Store,
    /// Imports that are not undone, by number.
    imports: Vec<i64>,
    /// The copy; it goes with this value, after the store.
    file: NamedTempFile,
}

impl std::fmt::Debug for Past {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Past").field("imports", &self.imports).field("file", &self.file.path()).finish_non_exhaustive()
    }
}

impl Past {
    /// A copy as of now, in the system's folder for temporary files; it takes as long as copying the file.
    ///
    /// # Errors
    /// [`Error::Database`] as those of [`open_read_only`], or when the disk is full; [`Error::File`] when no temporary file
    /// can be made.
    pub fn of(path: &Path) -> Result<Self> {
        let ours = open_read_only(path)?;
        let file = tempfile::Builder::new()
            .prefix("plenary-")
            .suffix(".db")
            .tempfile()
            .map_err(|error| Error::file(std::env::temp_dir(), "cannot make a temporary file in", error))?;
        let in_words = |error| explain::in_words(path, error);
        let copied = || -> rusqlite::Result<Connection> {
            let mut copy = Connection::open(file.path())?;
            {
                let backup = Backup::new(&ours, &mut copy)?;
                while backup.step(-1)? != StepResult::Done {
                    std::thread::sleep(std::time::Duration::from_millis(50));
                }
            }
            prepare(&copy)?;
            // Nobody else sees the copy, and nobody needs it after a crash.
            copy.pragma_update(None, "journal_mode", "MEMORY")?;
            copy.pragma_update(None, "synchronous", "OFF")?;
            Ok(copy)
        };
        let connection = copied().map_err(in_words)?;
        let store = Store::of(connection, path.to_path_buf());
        let imports = (|| {
            let mut statement = store.connection.prepare(sql::LIST_IMPORTS_IN_FORCE)?;
            statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()
        })()
        .map_err(in_words)?;
        Ok(Self { store, imports, file })
    }

    /// The files that go when the process is ended from outside.
    pub fn files(&self) -> Vec<PathBuf> {
        let beside = |ending: &str| {
            let mut path = self.file.path().as_os_str().to_owned();
            path.push(ending);
            PathBuf::from(path)
        };
        ["", "-wal", "-shm", "-journal"].map(beside).to_vec()
    }

    /// Makes the copy what the database held when this import was done, but for imports that were undone since.
    ///
    /// # Errors
    /// [`Error::Usage`] when there is no such import, it is undone, or a later one cannot be taken back;
    /// [`Error::Database`] when the disk is full or fails.
    pub fn go_back_to(&mut self, import_id: i64) -> Result<()> {
        if !self.imports.contains(&import_id) {
            return Err(self.unknown(import_id));
        }
        while let Some(last) = self.imports.last().copied().filter(|last| *last > import_id) {
            self.store.undo(last).map_err(|error| match error {
                Error::Usage { reason, .. } => Error::usage(
                    format!("what the database held after import {import_id} cannot be told: {reason}"),
                    format!("compare with import {last} or a later one"),
                ),
                other => other,
            })?;
            self.imports.pop();
        }
        Ok(())
    }

    fn unknown(&self, import_id: i64) -> Error {
        let was_undone = Error::usage(
            format!("import {import_id} was undone, so there is no state after it"),
            format!("the imports that count are {}", listed(&self.imports)),
        );
        let found = self.store.connection.prepare_cached(sql::FIND_IMPORT);
        match found.and_then(|mut statement| statement.exists(&[(":import_id", &import_id)])) {
            Ok(true) => was_undone,
            Ok(false) if self.imports.is_empty() => {
                Error::usage(format!("there is no import {import_id}"), "nothing is imported into this database yet")
            }
            Ok(false) => Error::usage(
                format!("there is no import {import_id}"),
                format!("the imports are {}", listed(&self.imports)),
            ),
            Err(error) => error.into(),
        }
    }

    /// The copy, for reading.
    pub fn connection(&self) -> &Connection {
        self.store.connection()
    }
}

/// Numbers as a person lists them, the last dozen where there are many.
fn listed(numbers: &[i64]) -> String {
    let last = numbers.get(numbers.len().saturating_sub(12)..).unwrap_or_default();
    let mut texts: Vec<String> = last.iter().map(i64::to_string).collect();
    if last.len() < numbers.len() {
        texts.insert(0, "…".to_owned());
    }
    texts.join(", ")
}
