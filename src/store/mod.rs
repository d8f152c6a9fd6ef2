//! The database file: opened with care, brought to the newest tables, written record by record.

mod account;
mod build;
mod change;
mod claims;
pub mod diff;
mod explain;
mod header;
mod identity;
mod journal;
mod key;
mod known;
mod migrate;
mod pairing;
mod paper;
mod reconcile;
mod session;
mod session_claims;
mod settlement;
mod source;
mod sql;
mod undo;
mod writer;

pub use source::{Outcome, Source};
pub use undo::Undone;
pub use writer::{Tally, Writer};

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use crate::error::{Error, Result};

/// How long a question waits for another process that writes.
const BUSY: Duration = Duration::from_secs(5);

/// How long an import waits for another one: a large file takes its time.
const BUSY_WRITING: Duration = Duration::from_secs(600);

/// `SQLITE_READONLY_DIRECTORY`: a database in WAL mode lies in a folder where nothing may be created.
const READONLY_DIRECTORY: i32 = 1544;

/// A database that records can be written to.
///
/// ```
/// use plenary::record::{PaperRecord, Record};
/// use plenary::store::{Source, Store};
///
/// let mut store = Store::open_in_memory()?;
/// let mut writer = store.writer(Source { path: "-".into(), ..Source::default() })?;
/// writer.insert(&Record::Paper(PaperRecord { title: "Graph U-Nets".into(), ..PaperRecord::default() }))?;
/// assert_eq!(writer.commit(0, "")?.papers, 1);
/// # Ok::<(), plenary::error::Error>(())
/// ```
pub struct Store {
    connection: Connection,
    path: PathBuf,
    known: known::Known,
    building: Option<build::Building>,
    /// Whether nothing of what is written is kept.
    is_rehearsal: bool,
}

impl Store {
    /// Opens the database for writing, creates it when nothing is there, and brings an older one to the newest tables.
    ///
    /// A new database appears under its name only once its tables are complete.
    ///
    /// # Errors
    /// [`Error::Database`] when the file is not plenary's, newer, damaged, empty or not writable; it is left as it is.
    pub fn open(path: &Path) -> Result<Self> {
        let path = std::path::absolute(path).map_err(|error| Error::file(path, "cannot open", error))?;
        if !header::exists(&path)? {
            create(&path)?;
        }
        header::check(&path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let in_words = |error| explain::in_words(&path, error);
        let mut connection = Connection::open_with_flags(&path, flags).map_err(in_words)?;
        prepare(&connection).map_err(in_words)?;
        if connection.is_readonly("main").map_err(in_words)? {
            return Err(Error::Database {
                path,
                reason: "cannot be written to".into(),
                help: "its permissions or its disk allow reading only; copy it, or choose another file with --db"
                    .into(),
            });
        }
        connection.busy_timeout(BUSY_WRITING).map_err(in_words)?;
        connection.pragma_update(None, "synchronous", "FULL").map_err(in_words)?;
        migrate::run(&mut connection, &path)?;
        Ok(Self::of(connection, path))
    }

    /// A database that lives as long as this value and leaves nothing on the disk.
    ///
    /// # Errors
    /// [`Error::Sqlite`] when SQLite has no memory left.
    pub fn open_in_memory() -> Result<Self> {
        let mut connection = Connection::open_in_memory()?;
        prepare(&connection)?;
        migrate::run(&mut connection, Path::new(":memory:"))?;
        Ok(Self::of(connection, PathBuf::from(":memory:")))
    }

    fn of(connection: Connection, path: PathBuf) -> Self {
        Self { connection, path, known: known::Known::default(), building: None, is_rehearsal: false }
    }

    /// As [`Store::open`], but nothing of what is written is kept: it is there for what is written after it, and gone with
    /// this value. Others can read meanwhile, and not write.
    ///
    /// # Errors
    /// As those of [`Store::open`].
    pub fn rehearse(path: &Path) -> Result<Self> {
        let store = Self::open(path)?;
        store.connection.execute_batch("BEGIN IMMEDIATE").map_err(|error| explain::in_words(path, error))?;
        Ok(Self { is_rehearsal: true, ..store })
    }

    /// Starts to write one file. Nothing of it is kept until [`Writer::commit`]; dropped before, it leaves no trace.
    ///
    /// # Errors
    /// [`Error::Database`] when another process goes on writing for more than 10 minutes, or the disk fails.
    pub fn writer(&mut self, source: Source) -> Result<Writer<'_>> {
        let Self { connection, path, known, is_rehearsal, .. } = self;
        let in_words = |error| explain::in_words(path, error);
        let scope = if *is_rehearsal {
            connection.savepoint().map(writer::Scope::Part)
        } else {
            connection.transaction_with_behavior(TransactionBehavior::Immediate).map(writer::Scope::Whole)
        }
        .map_err(in_words)?;
        known.begin(&scope).map_err(in_words)?;
        Writer::new(scope, known, path, source).map_err(in_words)
    }

    /// The connection, for questions between two imports.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// The connection, for questions. What was written stays.
    pub fn into_connection(self) -> Connection {
        self.connection
    }
}

/// Opens a database that exists, for reading only. A medium or a folder that cannot be written to is no hindrance as
/// long as no import is half way through there.
///
/// # Errors
/// [`Error::Database`] when there is no such file, or it is not plenary's, newer, older, damaged or empty.
pub fn open_read_only(path: &Path) -> Result<Connection> {
    let path = std::path::absolute(path).map_err(|error| Error::file(path, "cannot open", error))?;
    if !header::exists(&path)? {
        return Err(Error::Database {
            path,
            reason: "there is no such database".into(),
            help: "make one with `plenary import PATH… --db FILE`, or ask files directly with --from PATH".into(),
        });
    }
    header::check(&path)?;
    let in_words = |error| explain::in_words(&path, error);
    let connection = open_existing(&path).map_err(in_words)?;
    migrate::check_newest(&connection, &path)?;
    Ok(connection)
}

/// Removes the two files that reading leaves beside a database in WAL mode, unless somebody else is at work there.
/// Where that cannot be done they stay; they hold nothing.
pub fn tidy(path: &Path) {
    if let Ok(connection) = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE) {
        // The last connection to close takes its log with it, once it has looked into the file.
        let _ = prepare(&connection);
    }
}

fn open_existing(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let opened = Connection::open_with_flags(path, flags).and_then(|connection| {
        prepare(&connection)?;
        Ok(connection)
    });
    let Err(error) = &opened else { return opened };
    let is_hindered = error
        .sqlite_error()
        .is_some_and(|error| error.extended_code == READONLY_DIRECTORY || error.code == ErrorCode::CannotOpen);
    if !is_hindered || has_unmerged_changes(path) {
        return opened;
    }
    // Nothing is waiting in a write-ahead log, so the file alone is the whole database.
    open_immutable(path)
}

/// Opens a database that nobody writes to; SQLite takes no lock and leaves no file beside it.
fn open_immutable(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let connection = Connection::open_with_flags(format!("file:{}?immutable=1", percent_encoded(path)), flags)?;
    prepare(&connection)?;
    Ok(connection)
}

fn log_of(path: &Path) -> PathBuf {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    log.into()
}

/// Whether a write-ahead log lies beside the database.
fn has_log(path: &Path) -> bool {
    log_of(path).exists()
}

/// Whether a write-ahead log with content lies beside the database.
fn has_unmerged_changes(path: &Path) -> bool {
    fs::metadata(log_of(path)).is_ok_and(|metadata| metadata.len() > 0)
}

fn percent_encoded(path: &Path) -> String {
    path.as_os_str()
        .as_encoded_bytes()
        .iter()
        .map(|byte| match byte {
            b'/' | b'-' | b'_' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => char::from(*byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// Writes a new database under another name beside the wanted one and moves it there complete. When somebody else was
/// faster, theirs stays.
fn create(path: &Path) -> Result<()> {
    let refused = |error| Error::file(path, "cannot create", error);
    let folder = path.parent().unwrap_or(Path::new("/"));
    let file = tempfile::Builder::new().prefix(".plenary-").suffix(".db").tempfile_in(folder).map_err(refused)?;
    let in_words = |error| explain::in_words(path, error);
    {
        let mut connection = Connection::open(file.path()).map_err(in_words)?;
        connection.pragma_update(None, "page_size", 16_384).map_err(in_words)?;
        prepare(&connection).map_err(in_words)?;
        migrate::run(&mut connection, path)?;
        connection.pragma_update(None, "journal_mode", "WAL").map_err(in_words)?;
        connection.close().map_err(|(_, error)| in_words(error))?;
    }
    file.as_file().sync_all().map_err(refused)?;
    share(&file).map_err(refused)?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(refused(error.error)),
    }
}

/// Gives a new database the permissions that any new file gets: a temporary file starts readable by its owner alone.
#[cfg(unix)]
fn share(file: &tempfile::NamedTempFile) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let probe = tempfile::Builder::new()
        .prefix(".plenary-")
        .permissions(fs::Permissions::from_mode(0o666))
        .tempfile_in(file.path().parent().unwrap_or(Path::new("/")))?;
    file.as_file().set_permissions(probe.as_file().metadata()?.permissions())
}

#[cfg(not(unix))]
fn share(_file: &tempfile::NamedTempFile) -> std::io::Result<()> {
    Ok(())
}

/// The settings of every connection, before any other statement.
fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    // Else a statement that looks into a partial index is prepared anew for every value.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "mmap_size", 0)?;
    connection.pragma_update(None, "cache_size", -65_536)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // One for each statement of the store: a joined paper needs two dozen.
    connection.set_prepared_statement_cache_capacity(128);
    // The first read of the file: whatever is wrong with it shows here.
    connection.query_row(sql::COUNT_SCHEMA, [], |row| row.get::<_, i64>(0)).map(|_| ())
}
