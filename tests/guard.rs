//! What people write goes through the guard; what harms does not, and leaves the disk as it was.
//!
//! The memory limit belongs to the whole process, so that everything here runs in one test after the other.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use plenary::error::{Error, Result};
use plenary::query::{Limits, Question, Reader};
use plenary::store::Store;
use rusqlite::{Connection, OpenFlags};

/// One question at a time: a question that eats all memory would fail the others.
static ALONE: Mutex<()> = Mutex::new(());

fn alone() -> std::sync::MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Fills a store with the fixture programme.
fn fill(store: &mut Store) {
    for file in ["hall-b.txt", "hall-c.txt", "room-310.txt"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/programme").join(file);
        support::import(store, &path, "ICML 2022");
    }
}

/// A database file in a folder of its own, in this journal mode.
fn database(journal: &str) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("programme.db");
    let mut store = Store::open(&path).unwrap();
    fill(&mut store);
    store.into_connection().close().unwrap();
    let connection = Connection::open(&path).unwrap();
    connection.pragma_update(None, "journal_mode", journal).unwrap();
    connection.close().unwrap();
    std::fs::write(folder.path().join("canary.txt"), "canary").unwrap();
    let canary = Connection::open(folder.path().join("canary.db")).unwrap();
    canary.execute_batch("CREATE TABLE canaries (song TEXT); INSERT INTO canaries VALUES ('canary');").unwrap();
    (folder, path)
}

fn open(path: &Path, seconds: u64) -> Reader {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).unwrap();
    Reader::new(connection, Limits { seconds, ..Limits::default() }).unwrap()
}

/// Runs to the end and counts the rows. No text of another file may be among them.
fn count(reader: &Reader, sql: &str) -> Result<usize> {
    reader.run(
        &Question::new("query", sql),
        &[],
        |_| Ok(0),
        |rows, cells| {
            for cell in cells {
                if let plenary::table::Cell::Text(text) = cell {
                    assert_ne!(*text, b"canary", "{sql} reads another file");
                }
            }
            *rows += 1;
            Ok(ControlFlow::Continue(()))
        },
    )
}

/// The bytes of every file in a folder. What a reader of a database in WAL mode leaves beside it says nothing.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap()))
        .filter(|(name, bytes)| !(name.ends_with("-shm") || name.ends_with("-wal") && bytes.is_empty()))
        .collect()
}

const LEGITIMATE: [&str; 62] = [
    "SELECT 1",
    "select title from papers;",
    "-- a comment first\nSELECT title FROM papers -- and last",
    "/* block */ SELECT title FROM papers ; ; -- end",
    ";SELECT 1",
    "SELECT * FROM papers",
    "SELECT count(*) FROM authorships",
    "SELECT papers.title, group_concat(printed_name, '; ') FROM papers JOIN authorships ON paper_id = id GROUP BY id",
    "SELECT * FROM author_list",
    "SELECT * FROM paper_list",
    "SELECT * FROM programme",
    "SELECT * FROM main.papers",
    "VALUES (1, 'a'), (2, 'b')",
    "SELECT 1 UNION SELECT 2 EXCEPT SELECT 3 INTERSECT SELECT 1",
    "SELECT DISTINCT room FROM sessions WHERE room IS NOT NULL ORDER BY room COLLATE NOCASE DESC NULLS LAST LIMIT 3 OFFSET 0",
    "WITH a AS (SELECT 1 AS x) SELECT x FROM a",
    "WITH a AS MATERIALIZED (SELECT 1 AS x) SELECT x FROM a",
    "WITH RECURSIVE n(x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM n WHERE x < 1000) SELECT sum(x) FROM n",
    "SELECT title, row_number() OVER (ORDER BY title) FROM papers",
    "SELECT title, rank() OVER w, lag(title) OVER w FROM papers WINDOW w AS (PARTITION BY conference_id ORDER BY id)",
    "SELECT sum(id) OVER (ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM papers",
    "SELECT count(*) FILTER (WHERE abstract IS NULL) FROM papers",
    "SELECT rowid, title FROM paper_search WHERE paper_search MATCH 'diffusion'",
    "SELECT bm25(paper_search, 10, 1, 5) FROM paper_search WHERE paper_search MATCH 'diffusion' ORDER BY rank",
    "SELECT snippet(paper_search, -1, '[', ']', '…', 24) FROM paper_search('diffusion OR latent')",
    "SELECT highlight(paper_search, 0, '<', '>') FROM paper_search WHERE title MATCH 'diff*'",
    "SELECT papers.title FROM papers JOIN paper_search ON paper_search.rowid = papers.id WHERE paper_search MATCH 'NEAR(latent space)'",
    "SELECT value FROM json_each('[1, 2]')",
    "SELECT fullkey FROM json_tree('{\"a\": [1]}')",
    "SELECT '{\"a\": {\"b\": 1}}' ->> '$.a.b', '{\"a\": 1}' -> 'a'",
    "SELECT json_group_array(title), json_object('id', id) FROM papers",
    "SELECT json_extract('{\"a\": 1}', '$.a'), json_array_length('[1]'), json_valid('x')",
    "SELECT name FROM pragma_table_info('papers')",
    "SELECT m.name, c.name FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table'",
    "SELECT name FROM pragma_function_list",
    "SELECT name FROM sqlite_master",
    "PRAGMA table_info(papers)",
    "PRAGMA main.table_xinfo('papers')",
    "PRAGMA table_list",
    "PRAGMA index_list(papers)",
    "PRAGMA index_info(papers_by_title)",
    "PRAGMA foreign_key_list = authorships",
    "PRAGMA user_version",
    "PRAGMA application_id",
    "PRAGMA page_count",
    "PRAGMA compile_options",
    "PRAGMA ENCODING",
    "EXPLAIN SELECT title FROM papers",
    "EXPLAIN QUERY PLAN SELECT title FROM papers WHERE id = 1",
    "SELECT CASE WHEN id > 3 THEN 'late' ELSE 'early' END, CAST(id AS TEXT), iif(id > 1, 2, 3) FROM papers",
    "SELECT title FROM papers WHERE title LIKE '%diffusion%' OR title GLOB '*[Ll]atent*'",
    "SELECT title FROM papers WHERE id IN (SELECT paper_id FROM authorships WHERE position = 1) AND NOT EXISTS (SELECT 1 FROM paper_links WHERE paper_id = papers.id)",
    "SELECT title FROM papers WHERE (id, title) > (3, 'a') AND id BETWEEN 1 AND 9",
    "SELECT date('2022-07-19', '+1 day'), strftime('%H:%M', starts_at), julianday(starts_at) FROM sessions",
    "SELECT upper(title), substr(title, 1, 5), replace(title, 'a', 'b'), trim(title), instr(title, 'a'), length(title) FROM papers",
    "SELECT printf('%5d|%-10s|%.2f', id, title, 1.5), format('%q', title), quote(title), hex(title), unicode(title) FROM papers",
    "SELECT round(avg(position), 2), min(position), max(position), total(position) FROM authorships",
    "SELECT coalesce(abstract, '-'), nullif(title, ''), ifnull(doi, 'none'), typeof(doi) FROM papers",
    "SELECT abs(random()) % 2, sqlite_version(), zeroblob(3), x'00ff', soundex('Cohen'), likely(1)",
    "SELECT a.name FROM authors AS a LEFT JOIN author_names AS n ON n.author_id = a.id WHERE n.name <> a.name",
    "SELECT * FROM papers RIGHT JOIN conferences ON papers.conference_id = conferences.id",
    "SELECT rowid, _rowid_, oid FROM papers NOT INDEXED",
];

#[test]
fn lets_through_what_people_write() {
    let _alone = alone();
    let (_folder, path) = database("WAL");
    let of_file = open(&path, 10);
    let mut store = Store::open_in_memory().unwrap();
    fill(&mut store);
    let in_memory = Reader::new(store.into_connection(), Limits::default()).unwrap();
    let mut bad = Vec::new();
    for sql in LEGITIMATE {
        let (one, other) = (count(&of_file, sql), count(&in_memory, sql));
        match (one, other) {
            (Ok(one), Ok(other)) => assert!(one == other || sql.contains("page"), "{sql}"),
            (one, other) => bad.push(format!("{sql}: {one:?} {other:?}")),
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

/// What has to happen to a hostile statement.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fate {
    /// It is not even run.
    Refused,
    /// It ends by the clock, or by a limit of size or memory.
    Stopped,
    /// It may run, and does nothing.
    Harmless,
}
use Fate::{Harmless, Refused, Stopped};

/// A chain of `count` operators, for statements that are deep.
fn chain(start: &str, link: &str, count: usize) -> String {
    format!("{start}{}", link.repeat(count))
}

fn hostile(folder: &Path) -> Vec<(String, Fate)> {
    let other = folder.join("canary.db").display().to_string();
    let fresh = folder.join("fresh.db").display().to_string();
    let text = folder.join("canary.txt").display().to_string();
    let numbers = "WITH RECURSIVE n(x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM n)";
    let mut cases: Vec<(String, Fate)> = Vec::new();
    let mut add = |fate: Fate, statements: &[String]| {
        cases.extend(statements.iter().map(|sql| (sql.clone(), fate)));
    };
    // Other files.
    add(
        Refused,
        &[
            format!("ATTACH '{other}' AS other"),
            format!("ATTACH DATABASE 'file:{other}?mode=ro' AS other"),
            format!("ATTACH '{fresh}' AS fresh"),
            "ATTACH ':memory:' AS scratch".into(),
            "ATTACH '' AS scratch".into(),
            "DETACH main".into(),
            format!("VACUUM INTO '{fresh}'"),
            format!("VACUUM main INTO '{fresh}'"),
            "VACUUM".into(),
            format!("SELECT readfile('{text}')"),
            format!("SELECT writefile('{fresh}', 'x')"),
            "SELECT edit('x', 'true')".into(),
            "SELECT load_extension('canary')".into(),
            "SELECT LOAD_EXTENSION('canary', 'entry')".into(),
            "SELECT fts3_tokenizer('simple')".into(),
            "SELECT fts3_tokenizer('x', x'00')".into(),
            "SELECT sqlite_log(1, 'x')".into(),
            format!("SELECT * FROM csv('{text}')"),
            format!("CREATE VIRTUAL TABLE temp.t USING csv(filename='{text}')"),
            format!("SELECT * FROM '{other}'.canaries"),
            "SELECT * FROM temp.sqlite_schema".into(),
        ],
    );
    // Changes.
    add(
        Refused,
        &[
            "INSERT INTO papers (title, title_key) VALUES ('x', 'x')",
            "INSERT OR REPLACE INTO papers (id, title, title_key) VALUES (1, 'x', 'x')",
            "REPLACE INTO papers (id, title, title_key) VALUES (1, 'x', 'x')",
            "INSERT INTO papers (title, title_key) VALUES ('x', 'x') RETURNING id",
            "UPDATE papers SET title = 'x'",
            "UPDATE papers SET title = 'x' WHERE 0",
            "DELETE FROM papers",
            "DELETE FROM papers WHERE 0 RETURNING *",
            "WITH a AS (SELECT 1) DELETE FROM papers",
            "CREATE TABLE t (x)",
            "CREATE TABLE IF NOT EXISTS papers (x)",
            "CREATE TABLE t AS SELECT * FROM papers",
            "CREATE TEMP TABLE t (x)",
            "CREATE TEMP VIEW v AS SELECT 1",
            "CREATE VIEW v AS SELECT 1",
            "CREATE INDEX i ON papers (doi)",
            "CREATE TRIGGER g AFTER INSERT ON papers BEGIN SELECT 1; END",
            "CREATE TEMP TRIGGER g AFTER INSERT ON papers BEGIN SELECT 1; END",
            "CREATE VIRTUAL TABLE f USING fts5(x)",
            "CREATE VIRTUAL TABLE temp.v USING fts5vocab(main, paper_search, row)",
            "DROP TABLE papers",
            "DROP TABLE IF EXISTS nothing",
            "DROP VIEW programme",
            "DROP INDEX papers_by_title",
            "ALTER TABLE papers RENAME TO x",
            "ALTER TABLE papers ADD COLUMN x",
            "REINDEX",
            "REINDEX papers",
            "ANALYZE",
            "ANALYZE papers",
            "INSERT INTO paper_search (paper_search) VALUES ('rebuild')",
            "INSERT INTO paper_search (paper_search) VALUES ('delete-all')",
            "INSERT INTO paper_search (paper_search, rowid, title) VALUES ('delete', 1, 'x')",
            "INSERT INTO paper_search (paper_search, rank) VALUES ('pgsz', 64)",
            "DELETE FROM paper_search_data",
            "UPDATE sqlite_schema SET sql = 'x'",
            "DELETE FROM sqlite_master",
        ]
        .map(String::from),
    );
    // Transactions.
    add(
        Refused,
        &["BEGIN", "BEGIN EXCLUSIVE", "COMMIT", "END", "ROLLBACK", "SAVEPOINT s", "RELEASE s", "ROLLBACK TO s"]
            .map(String::from),
    );
    // Switches.
    add(
        Refused,
        &[
            "PRAGMA query_only = 0",
            "PRAGMA query_only",
            "PRAGMA writable_schema = ON",
            "PRAGMA writable_schema = RESET",
            "PRAGMA trusted_schema = 1",
            "PRAGMA hard_heap_limit = 1000000",
            "PRAGMA soft_heap_limit = 1",
            "PRAGMA temp_store = FILE",
            "PRAGMA temp_store_directory = '/'",
            "PRAGMA journal_mode = DELETE",
            "PRAGMA main.journal_mode",
            "PRAGMA locking_mode = EXCLUSIVE",
            "PRAGMA wal_checkpoint(TRUNCATE)",
            "PRAGMA user_version = 99",
            "PRAGMA main.application_id(99)",
            "PRAGMA schema_version = 99",
            "PRAGMA encoding = 'UTF-16'",
            "PRAGMA page_size = 512",
            "PRAGMA cache_size = -10000000",
            "PRAGMA mmap_size = 1000000000",
            "PRAGMA threads = 8",
            "PRAGMA foreign_keys = 0",
            "PRAGMA optimize",
            "PRAGMA incremental_vacuum",
            "PRAGMA shrink_memory",
            "PRAGMA module_list",
            "PRAGMA temp.table_info(papers)",
            "PRAGMA case_sensitive_like = 1",
            "PRAGMA data_version(1)",
            "SELECT * FROM pragma_journal_mode",
            "SELECT * FROM pragma_query_only",
            "SELECT * FROM pragma_hard_heap_limit",
            "SELECT * FROM pragma_integrity_check",
            "EXPLAIN PRAGMA user_version = 1",
            "EXPLAIN DELETE FROM papers",
        ]
        .map(String::from),
    );
    // More than one statement, and none.
    add(
        Refused,
        &[
            "SELECT 1; DELETE FROM papers".into(),
            "SELECT 1; PRAGMA hard_heap_limit = 1000000".into(),
            "SELECT 1;;;; -- x\n SELECT 2".into(),
            "SELECT 1\0; DELETE FROM papers".into(),
            "\0".into(),
            "".into(),
            " \n\t ; ;; -- nothing".into(),
            "/* open".into(),
            "SELECT 1;".repeat(11_000),
            "SELECT ';' ; ';' ".into(),
        ],
    );
    // Large texts and many steps.
    add(
        Stopped,
        &[
            format!("{numbers} SELECT x FROM n"),
            format!("{numbers} SELECT count(*) FROM n"),
            format!("{numbers} SELECT x FROM n ORDER BY x"),
            format!("{numbers} SELECT x, group_concat(x) OVER (ORDER BY x) FROM n"),
            format!("{numbers} SELECT DISTINCT x, hex(zeroblob(1000)) FROM n"),
            format!("{numbers} SELECT group_concat(zeroblob(10000)) FROM n"),
            format!("{numbers} SELECT json_group_array(x) FROM n"),
            format!("{numbers} SELECT json_group_object(x, x) FROM n"),
            format!("{numbers} SELECT x FROM n EXCEPT SELECT x FROM n"),
            format!("{numbers} SELECT max(length(printf('%900000d', x))) FROM n"),
            format!("{numbers} SELECT sum(length(replace(hex(zeroblob(1000)), '0', 'ab'))) FROM n"),
            format!("{numbers} SELECT sum(title LIKE '%a%b%c%') FROM n, papers"),
            format!("{numbers} SELECT count(*) FROM n, paper_search WHERE paper_search MATCH 'a OR the'"),
            "SELECT count(*) FROM authorships a, authorships b, authorships c, authorships d, authorships e, authorships f, authorships g".into(),
            "WITH RECURSIVE t(s) AS (VALUES ('x') UNION ALL SELECT s || s FROM t) SELECT length(s) FROM t".into(),
            "WITH RECURSIVE t(s) AS (VALUES ('x') UNION ALL SELECT hex(s) FROM t) SELECT length(s) FROM t".into(),
            "WITH RECURSIVE t(s) AS (VALUES ('x') UNION ALL SELECT quote(s) FROM t) SELECT length(s) FROM t".into(),
            "WITH RECURSIVE t(s) AS (VALUES ('[]') UNION ALL SELECT json_array(json(s), json(s)) FROM t) SELECT length(s) FROM t".into(),
            "SELECT zeroblob(1000000000)".into(),
            "SELECT hex(zeroblob(600000))".into(),
            "SELECT replace(hex(zeroblob(400000)), '0', 'aaaaaaaaaa')".into(),
            "SELECT group_concat(hex(zeroblob(400000))) FROM papers, papers AS more".into(),
            format!("SELECT '{}'", "x".repeat(100_001)),
            chain("SELECT 1", " + 1", 5_000),
            chain("SELECT 1", " AND NOT 1", 5_000),
            format!("SELECT {}1{}", "(".repeat(2_000), ")".repeat(2_000)),
            format!("SELECT {}1", "NOT ".repeat(5_000)),
            format!("SELECT {}1{}", "abs(".repeat(3_000), ")".repeat(3_000)),
            chain("SELECT 1", " UNION ALL SELECT 1", 60),
            chain("SELECT 1", ", 1", 250),
            format!("SELECT max(1{})", ", 1".repeat(150)),
            format!("SELECT 'a' LIKE '{}'", "%a".repeat(150)),
            format!("SELECT ?{}", 1_000),
            format!("{}SELECT 1{}", "SELECT * FROM (".repeat(1_500), ")".repeat(1_500)),
            format!("WITH a0 AS (SELECT 1 AS x) {}SELECT count(*) FROM a40", (1..=40).map(|n| format!(", a{n} AS (SELECT p.x FROM a{m} AS p, a{m} AS q)", m = n - 1)).collect::<String>()),
        ],
    );
    // Functions that take minutes on a text of 1 MB are not there.
    add(
        Refused,
        &["SELECT randomblob(1000000000)", "SELECT json_patch('{}', '{}')", "SELECT jsonb_patch('{}', '{}')"]
            .map(String::from),
    );
    add(
        Harmless,
        &[
            "SELECT * FROM pragma_table_info('sqlite_schema')".into(),
            "SELECT \"canary\"".into(),
            // The build cuts widths and precisions.
            "SELECT length(printf('%1000000000d', 1))".into(),
            "SELECT printf('%.*c', 2000000000, 'x')".into(),
            "SELECT char(27) || '[31m'".into(),
            "SELECT * FROM dbstat".into(),
            format!("SELECT x'{}'", "00".repeat(40_000)),
            "SELECT paper_search FROM paper_search".into(),
            "SELECT * FROM paper_search_data".into(),
            "SELECT rtreecheck('papers')".into(),
            ";".repeat(99_990) + "SELECT 1",
        ],
    );
    cases
}

#[test]
fn hostile_statements_change_nothing_and_end_in_time() {
    let _alone = alone();
    for journal in ["WAL", "DELETE"] {
        let (folder, path) = database(journal);
        let mut cases = hostile(folder.path());
        if journal == "DELETE" {
            // The clock does not care how the file is kept.
            cases.retain(|(_, fate)| *fate != Stopped);
        }
        assert!(cases.len() >= 120, "{}", cases.len());
        let before = files(folder.path());
        let reader = open(&path, 1);
        let mut bad = Vec::new();
        let mut worst = Duration::ZERO;
        for (sql, fate) in &cases {
            let start = Instant::now();
            let result = count(&reader, sql);
            let taken = start.elapsed();
            worst = worst.max(taken);
            let shown: String = sql.chars().take(100).collect();
            let is_right = match fate {
                Refused => matches!(result, Err(Error::Statement { .. })),
                Stopped => matches!(result, Err(Error::Statement { .. } | Error::TimeLimit { seconds: 1 })),
                Harmless => true,
            };
            if !is_right {
                bad.push(format!("{shown}: {fate:?} {result:?}"));
            }
            if taken > Duration::from_secs(2) {
                bad.push(format!("{shown}: took {taken:?}"));
            }
            if files(folder.path()) != before {
                bad.push(format!("{shown}: the folder is not what it was"));
                break;
            }
        }
        println!("hostile-sql {journal} tried={} bad={} worst={worst:?}", cases.len(), bad.len());
        assert!(bad.is_empty(), "{journal}:\n{}", bad.join("\n"));
        // The reader is still of use.
        assert_eq!(count(&reader, "SELECT title FROM papers").unwrap(), 21);
    }
}

#[test]
fn an_interrupted_question_says_so() {
    let _alone = alone();
    let reader =
        Reader::new(Connection::open_in_memory().unwrap(), Limits { seconds: 0, ..Limits::default() }).unwrap();
    let handle = reader.interrupt_handle();
    let stopper = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(100));
        handle.interrupt();
    });
    let forever = "WITH RECURSIVE n(x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n";
    assert!(matches!(count(&reader, forever), Err(Error::Interrupted)));
    stopper.join().unwrap();
}

#[test]
fn the_clock_stands_still_while_a_row_is_written() {
    let _alone = alone();
    let reader =
        Reader::new(Connection::open_in_memory().unwrap(), Limits { seconds: 1, ..Limits::default() }).unwrap();
    let clock = reader.clock();
    let question = Question::new(
        "query",
        "WITH RECURSIVE n(x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM n LIMIT 3000) SELECT x FROM n",
    );
    let rows = reader
        .run(
            &question,
            &[],
            |_| Ok(0),
            |rows, _| {
                assert_eq!(clock.deadline(), None);
                if *rows == 5 {
                    std::thread::sleep(Duration::from_millis(1_200));
                }
                *rows += 1;
                Ok(ControlFlow::Continue(()))
            },
        )
        .unwrap();
    assert_eq!(rows, 3000);
    let watched = reader.clock();
    let watcher = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(200));
        watched.deadline().map(|deadline| deadline.saturating_duration_since(Instant::now()))
    });
    let forever = "WITH RECURSIVE n(x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n";
    let error = count(&reader, forever).unwrap_err();
    assert!(matches!(error, Error::TimeLimit { seconds: 1 }), "{error}");
    let left = watcher.join().unwrap().unwrap();
    assert!(left > Duration::from_millis(500) && left < Duration::from_millis(900), "{left:?}");
    assert_eq!(reader.clock().deadline(), None);
}

#[test]
fn a_database_with_names_that_are_no_text_is_refused() {
    let _alone = alone();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("odd.db");
    let connection = Connection::open(&path).unwrap();
    connection.execute_batch("CREATE TABLE t (columnname); CREATE VIEW v AS SELECT 1 AS \"viewcolumn\";").unwrap();
    connection.close().unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    let place = bytes.windows(10).position(|window| window == b"viewcolumn").unwrap();
    bytes[place] = 0xff;
    std::fs::write(&path, bytes).unwrap();
    let connection = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let error = Reader::new(connection, Limits::default()).unwrap_err();
    assert!(matches!(error, Error::Database { .. }), "{error}");
}
