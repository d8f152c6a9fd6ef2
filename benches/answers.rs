//! How fast answers come out, as ratios in one run: `cargo bench --bench answers [PAPERS]`.
//!
//! - starting and one ready-made question on a small database, against `sqlite3` with the same rows;
//! - all authorships (500,000 rows of 8 columns for 100,000 papers) as CSV, against `sqlite3 -csv` on the same file and
//!   SQL, and against a bare loop of rusqlite and the csv crate.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, clippy::panic)]

mod support;

use std::path::Path;
use std::process::Command;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use support::{compare, database};

const PLENARY: &str = env!("CARGO_BIN_EXE_plenary");
const AUTHORSHIPS: &str = include_str!("../sql/query/authorships.sql");
const AUTHORS: &str = include_str!("../sql/query/authors.sql");

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    if let [word, path, sql] = words.as_slice()
        && word == "bare-loop"
    {
        return bare_loop(Path::new(path), sql);
    }
    let papers = words.first().and_then(|word| word.parse().ok()).unwrap_or(100_000);
    let small = database(15);
    let large = database(papers);
    let has_sqlite = Command::new("sqlite3").arg("--version").output().is_ok();
    if !has_sqlite {
        println!("sqlite3 is not installed: its comparisons are left out");
    }
    if has_sqlite {
        compare(
            "start and author list, over sqlite3 (target 1.5)",
            41,
            || plenary(&small, "authors"),
            || sqlite(&small, AUTHORS),
        );
        compare(
            "CSV of all authorships, over sqlite3 -csv (target 0.67)",
            7,
            || plenary(&large, "authorships"),
            || sqlite(&large, AUTHORSHIPS),
        );
    }
    compare(
        "CSV of all authorships, over a bare loop (target 1.2)",
        7,
        || plenary(&large, "authorships"),
        || {
            let mut command = Command::new(std::env::current_exe().unwrap());
            command.args(["bare-loop", large.to_str().unwrap(), &unbound(AUTHORSHIPS)]);
            command
        },
    );
}

fn plenary(database: &Path, query: &str) -> Command {
    let mut command = Command::new(PLENARY);
    command.args(["query", query, "--timeout", "0", "-F", "csv", "--db"]).arg(database);
    command
}

fn sqlite(database: &Path, sql: &str) -> Command {
    let mut command = Command::new("sqlite3");
    command.args(["-csv", "-header", "-readonly"]).arg(database).arg(unbound(sql));
    command
}

/// The statement with its header and its parameters left out, as others run it.
fn unbound(sql: &str) -> String {
    let body: Vec<&str> = sql.lines().filter(|line| !line.starts_with("--")).collect();
    body.join("\n").replace(":session", "NULL").replace(":conference", "NULL")
}

/// What a careful programmer writes in ten lines.
fn bare_loop(path: &Path, sql: &str) {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut statement = connection.prepare(sql).unwrap();
    let columns = statement.column_count();
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .buffer_capacity(64 << 10)
        .from_writer(std::io::stdout().lock());
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    writer.write_record(&names).unwrap();
    let mut record = csv::ByteRecord::new();
    let mut digits = itoa::Buffer::new();
    let mut rows = statement.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        record.clear();
        for column in 0..columns {
            match row.get_ref(column).unwrap() {
                ValueRef::Null => record.push_field(b""),
                ValueRef::Integer(number) => record.push_field(digits.format(number).as_bytes()),
                ValueRef::Real(number) => record.push_field(number.to_string().as_bytes()),
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => record.push_field(bytes),
            }
        }
        writer.write_byte_record(&record).unwrap();
    }
    writer.flush().unwrap();
}
