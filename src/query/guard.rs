//! What keeps a question from writing, from reading other files, and from taking all time and memory.
//!
//! A read-only connection alone is not enough: `VACUUM INTO` writes files, `ATTACH` reads any database, and a pragma
//! may act while it is prepared. So everything is denied that is not on the list below, before any of the user's text
//! is prepared.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;

/// How much one question may take.
///
/// ```
/// let limits = plenary::query::Limits::default();
/// assert_eq!((limits.seconds, limits.memory), (30, 256 << 20));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Seconds; 0 is no limit.
    pub seconds: u64,
    /// Bytes of memory that SQLite may hold, for the whole process. It can be lowered later, never raised.
    pub memory: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { seconds: 30, memory: 256 << 20 }
    }
}

/// Functions that reach outside of SQLite or can take any amount of memory at once.
const DENIED_FUNCTIONS: [&str; 8] =
    ["edit", "fts3_tokenizer", "json_patch", "load_extension", "randomblob", "readfile", "sqlite_log", "writefile"];

/// Pragmas that describe a table or an index, which they name.
const DESCRIBING_PRAGMAS: [&str; 9] = [
    "database_list",
    "foreign_key_list",
    "function_list",
    "index_info",
    "index_list",
    "index_xinfo",
    "table_info",
    "table_list",
    "table_xinfo",
];

/// Pragmas that tell a value, as long as they are given none.
const TELLING_PRAGMAS: [&str; 10] = [
    "application_id",
    "collation_list",
    "compile_options",
    "data_version",
    "encoding",
    "freelist_count",
    "page_count",
    "page_size",
    "schema_version",
    "user_version",
];

/// SQLite's own limits, far above what a question about a programme needs.
const LIMITS: [(Limit, i32); 13] = [
    (Limit::SQLITE_LIMIT_ATTACHED, 0),
    (Limit::SQLITE_LIMIT_LENGTH, 1_000_000),
    (Limit::SQLITE_LIMIT_SQL_LENGTH, 100_000),
    (Limit::SQLITE_LIMIT_COLUMN, 200),
    (Limit::SQLITE_LIMIT_EXPR_DEPTH, 200),
    (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 50),
    (Limit::SQLITE_LIMIT_VDBE_OP, 100_000),
    (Limit::SQLITE_LIMIT_FUNCTION_ARG, 100),
    (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 200),
    (Limit::SQLITE_LIMIT_VARIABLE_NUMBER, 999),
    (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 10),
    (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
    (Limit::SQLITE_LIMIT_PARSER_DEPTH, 200),
];

/// How often the clock is looked at, in steps of SQLite's machine.
const STEPS: i32 = 1_000;

/// Puts the guard on; from here on the connection only reads. The flag that comes back is set when the time is over.
pub fn install(connection: &mut Connection, limits: Limits) -> rusqlite::Result<Arc<AtomicBool>> {
    use DbConfig as Config;
    connection.set_db_config(Config::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    for off in [
        Config::SQLITE_DBCONFIG_TRUSTED_SCHEMA,
        Config::SQLITE_DBCONFIG_ENABLE_TRIGGER,
        Config::SQLITE_DBCONFIG_DQS_DML,
        Config::SQLITE_DBCONFIG_DQS_DDL,
        Config::SQLITE_DBCONFIG_ENABLE_ATTACH_CREATE,
        Config::SQLITE_DBCONFIG_ENABLE_ATTACH_WRITE,
        Config::SQLITE_DBCONFIG_WRITABLE_SCHEMA,
        Config::SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER,
    ] {
        connection.set_db_config(off, false)?;
    }
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "mmap_size", 0)?;
    // A scan gains nothing from a large cache.
    connection.pragma_update(None, "cache_size", -8_192)?;
    let held = held_in_memory(connection)?;
    let memory = i64::try_from(limits.memory.saturating_add(held)).unwrap_or(i64::MAX);
    connection.pragma_update_and_check(None, "hard_heap_limit", memory, |_| Ok(()))?;
    connection.pragma_update(None, "query_only", true)?;
    for (limit, value) in LIMITS {
        connection.set_limit(limit, value)?;
    }
    connection.authorizer(Some(
        |context: AuthContext<'_>| {
            if is_allowed(&context) { Authorization::Allow } else { Authorization::Deny }
        },
    ))?;
    let is_over = Arc::new(AtomicBool::new(false));
    if limits.seconds > 0 {
        let deadline = Instant::now() + Duration::from_secs(limits.seconds);
        let flag = Arc::clone(&is_over);
        connection.progress_handler(
            STEPS,
            Some(move || {
                let over = Instant::now() >= deadline;
                flag.fetch_or(over, Ordering::Relaxed);
                over
            }),
        )?;
    }
    Ok(is_over)
}

/// The bytes of a database that lives in memory; 0 for a file.
fn held_in_memory(connection: &Connection) -> rusqlite::Result<u64> {
    if connection.path().is_some_and(|path| !path.is_empty()) {
        return Ok(0);
    }
    let pages: i64 = connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
    let size: i64 = connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
    Ok(u64::try_from(pages * size).unwrap_or_default())
}

fn is_allowed(context: &AuthContext<'_>) -> bool {
    match context.action {
        AuthAction::Select | AuthAction::Recursive => true,
        AuthAction::Read { .. } => matches!(context.database_name, None | Some("main")),
        AuthAction::Function { function_name } => {
            !DENIED_FUNCTIONS.contains(&function_name.to_ascii_lowercase().as_str())
        }
        AuthAction::Pragma { pragma_name, pragma_value } => {
            let name = pragma_name.to_ascii_lowercase();
            DESCRIBING_PRAGMAS.contains(&name.as_str())
                || (pragma_value.is_none() && TELLING_PRAGMAS.contains(&name.as_str()))
        }
        _ => false,
    }
}
