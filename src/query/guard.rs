//! The guard: a connection through which nobody can change, or see, anything but the programme.
//!
//! Opening a file read-only is not enough: `VACUUM INTO` writes another file, `ATTACH` reads one, and some `PRAGMA`s
//! act while they are only prepared. So the authorizer stands before the first word of a user, and it denies whatever
//! it does not know.

use rusqlite::config::DbConfig;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, InterruptHandle};

use super::clock::Clock;
use super::explain;
use crate::error::{Error, Result};

/// How much one question may take.
///
/// ```
/// use plenary::query::Limits;
///
/// let patient = Limits { seconds: 0, ..Limits::default() };
/// assert_eq!(patient.memory_bytes, 256 * 1024 * 1024);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Seconds that SQLite may work on one question; 0 is no limit.
    pub seconds: u64,
    /// Bytes of memory that SQLite may hold, on top of a database that lies in memory. The limit is the whole
    /// process's, and the lowest one that was ever set holds.
    pub memory_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { seconds: 30, memory_bytes: 256 * 1024 * 1024 }
    }
}

/// Asks questions of one database, and can do nothing else with it.
///
/// ```
/// use plenary::error::Error;
/// use plenary::query::{Limits, Question, Reader};
///
/// let connection = rusqlite::Connection::open_in_memory()?;
/// let reader = Reader::new(connection, Limits::default())?;
/// let question = Question::new("query", "ATTACH 'other.db' AS other");
/// assert!(matches!(reader.describe(&question), Err(Error::Statement { .. })));
/// # Ok::<(), plenary::error::Error>(())
/// ```
#[derive(Debug)]
pub struct Reader {
    pub(super) connection: Connection,
    pub(super) limits: Limits,
    pub(super) clock: Clock,
}

/// How many steps of a statement SQLite takes between two looks at the clock: some microseconds.
const STEPS: i32 = 1_000;

/// The page cache while reading, in KiB. A larger one makes a scan slower, and a question is mostly one scan.
const CACHE_KIB: i64 = 8_192;

const SETTINGS: [(DbConfig, bool); 9] = [
    (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
    (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
    (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
    (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
    (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
    (DbConfig::SQLITE_DBCONFIG_ENABLE_ATTACH_CREATE, false),
    (DbConfig::SQLITE_DBCONFIG_ENABLE_ATTACH_WRITE, false),
    (DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA, false),
    (DbConfig::SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, false),
];

/// What one statement, one row and one value may be. SQLite's own list for hostile SQL is tighter still, and refuses
/// what people write.
const SIZES: [(Limit, i32); 13] = [
    (Limit::SQLITE_LIMIT_ATTACHED, 0),
    (Limit::SQLITE_LIMIT_LENGTH, 1_000_000),
    (Limit::SQLITE_LIMIT_SQL_LENGTH, 100_000),
    (Limit::SQLITE_LIMIT_COLUMN, 200),
    (Limit::SQLITE_LIMIT_EXPR_DEPTH, 200),
    (Limit::SQLITE_LIMIT_PARSER_DEPTH, 1_000),
    (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 50),
    (Limit::SQLITE_LIMIT_VDBE_OP, 100_000),
    (Limit::SQLITE_LIMIT_FUNCTION_ARG, 100),
    (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 200),
    (Limit::SQLITE_LIMIT_VARIABLE_NUMBER, 999),
    (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 10),
    (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
];

impl Reader {
    /// Puts a connection behind the guard, for good. It may be of a file, or of a database in memory that has just
    /// been filled.
    ///
    /// # Errors
    /// [`Error::Database`] when the file cannot be read or its definitions are not text; [`Error::Sqlite`] when
    /// SQLite refuses a setting.
    pub fn new(mut connection: Connection, limits: Limits) -> Result<Self> {
        let clock = Clock::new();
        match guard(&mut connection, limits, clock.clone()) {
            Ok(()) => {}
            Err(error) => return Err(explain::database(&connection, error)),
        }
        check_definitions(&connection)?;
        Ok(Self { connection, limits, clock })
    }

    /// What stops the question that runs, from another thread; it ends with [`Error::Interrupted`].
    pub fn interrupt_handle(&self) -> InterruptHandle {
        self.connection.get_interrupt_handle()
    }

    /// The clock that the question runs against, for a thread that watches it.
    pub fn clock(&self) -> Clock {
        self.clock.clone()
    }
}

/// Everything in the order that matters: settings need `PRAGMA`, and after the authorizer there is none.
fn guard(connection: &mut Connection, limits: Limits, clock: Clock) -> rusqlite::Result<()> {
    for (setting, value) in SETTINGS {
        connection.set_db_config(setting, value)?;
    }
    connection.pragma_update(None, "query_only", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "mmap_size", 0)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    let memory = i64::try_from(limits.memory_bytes).unwrap_or(i64::MAX).saturating_add(bytes_held(connection)?);
    connection.pragma_update(None, "hard_heap_limit", memory)?;
    for (limit, size) in SIZES {
        connection.set_limit(limit, size)?;
    }
    connection.authorizer(Some(judge))?;
    connection.progress_handler(STEPS, Some(move || clock.has_struck()))
}

/// The bytes of a database that lies in memory; 0 for a file.
fn bytes_held(connection: &Connection) -> rusqlite::Result<i64> {
    if connection.path().is_some_and(|path| !path.is_empty()) {
        return Ok(0);
    }
    let number = |pragma: &str| connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    // A page in memory takes its own size and a little for whoever looks after it.
    Ok(number("page_count")?.saturating_mul(number("page_size")?.saturating_add(512)))
}

/// Names of tables and columns come out of the definitions, and everybody takes a name for text.
fn check_definitions(connection: &Connection) -> Result<()> {
    let in_words = |error| explain::database(connection, error);
    let mut statement = connection.prepare(include_str!("../../sql/reader/list_definitions.sql")).map_err(in_words)?;
    let mut rows = statement.query([]).map_err(in_words)?;
    while let Some(row) = rows.next().map_err(in_words)? {
        for column in 0..2 {
            let value = row.get_ref(column).map_err(in_words)?;
            if matches!(value, ValueRef::Text(text) if std::str::from_utf8(text).is_err()) {
                return Err(Error::Database {
                    path: connection.path().unwrap_or_default().into(),
                    reason: "is damaged: the definition of a table is not UTF-8 text".into(),
                    help: "restore it from a copy, or import again into a new file".into(),
                });
            }
        }
    }
    Ok(())
}

/// Functions that read or change something else, or that take minutes on a short text.
const DENIED_FUNCTIONS: [&str; 9] = [
    "load_extension",
    "fts3_tokenizer",
    "sqlite_log",
    "json_patch",
    "jsonb_patch",
    "randomblob",
    "readfile",
    "writefile",
    "edit",
];

/// `PRAGMA`s that tell about the database, with or without an argument.
const PRAGMAS: [&str; 9] = [
    "table_info",
    "table_xinfo",
    "table_list",
    "index_list",
    "index_info",
    "index_xinfo",
    "foreign_key_list",
    "database_list",
    "function_list",
];

/// `PRAGMA`s that tell something without an argument, and change it with one.
const BARE_PRAGMAS: [&str; 10] = [
    "compile_options",
    "data_version",
    "user_version",
    "application_id",
    "schema_version",
    "page_count",
    "page_size",
    "encoding",
    "freelist_count",
    "collation_list",
];

/// Whether SQLite may do it. Whatever is not named here is denied.
fn judge(context: AuthContext<'_>) -> Authorization {
    let is_main = context.database_name.is_none_or(|name| name == "main");
    let holds = |list: &[&str], name: &str| list.iter().any(|known| known.eq_ignore_ascii_case(name));
    let is_allowed = match context.action {
        AuthAction::Select | AuthAction::Recursive => true,
        AuthAction::Read { .. } => is_main,
        AuthAction::Function { function_name } => !holds(&DENIED_FUNCTIONS, function_name),
        AuthAction::Pragma { pragma_name, pragma_value } => {
            is_main && (holds(&PRAGMAS, pragma_name) || (pragma_value.is_none() && holds(&BARE_PRAGMAS, pragma_name)))
        }
        _ => false,
    };
    if is_allowed { Authorization::Allow } else { Authorization::Deny }
}
