//! What SQLite says about a statement, in words, with the place and the next thing to do.

use rusqlite::{Connection, ErrorCode};
use unicode_width::UnicodeWidthChar;

use super::guard::Reader;
use super::lexer::{Kind, Token, bare, tokens};
use super::nearest::nearest;
use super::run::Question;
use crate::error::Error;

/// How many display columns of a line are shown.
const WIDTH: usize = 120;

/// A statement that SQLite did not accept, or stopped.
pub(super) fn statement(reader: &Reader, question: &Question<'_>, error: rusqlite::Error) -> Error {
    match &error {
        rusqlite::Error::SqlInputError { msg, offset, .. } => {
            in_words(reader, question, msg, usize::try_from(*offset).ok())
        }
        rusqlite::Error::MultipleStatement => not_a_question(),
        rusqlite::Error::SqliteFailure(code, message) => match code.code {
            ErrorCode::OperationInterrupted if reader.clock.stopped_it() => {
                Error::TimeLimit { seconds: reader.limits.seconds }
            }
            ErrorCode::OperationInterrupted => Error::Interrupted,
            ErrorCode::AuthorizationForStatementDenied | ErrorCode::ReadOnly => not_a_question(),
            ErrorCode::OutOfMemory => {
                let limit = reader.limits.memory_bytes / (1024 * 1024);
                refused(
                    &format!("the question needs more than {limit} MiB of memory"),
                    "narrow it with WHERE or LIMIT, or sort and group fewer and shorter columns",
                )
            }
            ErrorCode::TooBig => refused(
                "the question makes a text of more than 1 MB, or is longer than 100,000 characters",
                "shorten what it joins, or ask in several steps",
            ),
            ErrorCode::Unknown => match message {
                Some(message) => in_words(reader, question, message, None),
                None => Error::Sqlite(error),
            },
            _ => database(&reader.connection, error),
        },
        _ => Error::Sqlite(error),
    }
}

/// A statement that could do something else than read the programme.
pub(super) fn not_a_question() -> Error {
    refused(
        "this statement would change or read something outside the programme; plenary sql only reads",
        "write a SELECT; `plenary import` changes the programme",
    )
}

fn refused(reason: &str, help: &str) -> Error {
    Error::Statement { reason: reason.to_owned(), excerpt: None, help: help.to_owned() }
}

/// A database file that failed while it was asked.
pub(super) fn database(connection: &Connection, error: rusqlite::Error) -> Error {
    let (reason, help) = match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            ("is damaged: SQLite cannot read it", "restore it from a copy, or import again into a new file")
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => (
            "another program has been writing to it for more than 5 s",
            "wait for it to finish and run the command again",
        ),
        Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::DiskFull) => {
            ("the disk or its folder failed while it was in use", "copy what can be copied, and check the disk")
        }
        _ => return Error::Sqlite(error),
    };
    let path = connection.path().filter(|path| !path.is_empty()).unwrap_or(":memory:");
    Error::Database { path: path.into(), reason: reason.to_owned(), help: help.to_owned() }
}

/// SQLite's message, reworded where its own words would not help.
fn in_words(reader: &Reader, question: &Question<'_>, message: &str, offset: Option<usize>) -> Error {
    let starts = |start: &str| message.strip_prefix(start).map(str::trim);
    let mut place = offset;
    let (reason, help) = if message.starts_with("not authorized") || message.starts_with("access to ") {
        return not_a_question();
    } else if let Some(name) = starts("no such column: ") {
        let name = name.split(" - should this be").next().unwrap_or(name);
        place = place.or_else(|| find_name(question.sql, name));
        if place.is_none() { field(name) } else { column(reader, question, name) }
    } else if let Some(name) = starts("no such table: ") {
        place = place.or_else(|| find_name(question.sql, name));
        table(reader, name)
    } else if let Some(name) = starts("no such function: ") {
        place = place.or_else(|| find_name(question.sql, name));
        function(reader, name)
    } else if let Some(name) = starts("ambiguous column name: ") {
        let help = format!("say which one, such as papers.{name}");
        (format!("the column `{name}` is in more than one of the tables"), help)
    } else if let Some(rest) = starts("near ") {
        let word = rest.trim_end_matches(": syntax error");
        (format!("the statement stops making sense at {word}"), "look at the words before the mark".to_owned())
    } else if message == "incomplete input" {
        place = place.or(Some(question.sql.len()));
        ("the statement is not complete".to_owned(), "something is missing at its end".to_owned())
    } else if let Some(word) = starts("unrecognized token: ") {
        let help = "a text goes in single quotes, a quote within it twice: 'L''été'";
        (format!("SQL does not know {word}, or a quote is not closed"), help.to_owned())
    } else if let Some(rest) = starts("fts5: ") {
        (format!("the search expression cannot be read: {rest}"), search_help())
    } else if matches!(message, "unterminated string" | "unknown special query: ") {
        ("the search expression has a quote that is not closed".to_owned(), search_help())
    } else {
        (message.to_owned(), other_help(message).to_owned())
    };
    Error::Statement { reason: escaped(&reason), excerpt: place.map(|place| excerpt(question, place)), help }
}

fn search_help() -> String {
    "words, \"a phrase\", pre*, AND, OR, NOT, (…), title: word; a text with other marks goes in double quotes"
        .to_owned()
}

fn other_help(message: &str) -> &'static str {
    if message.starts_with("misuse of aggregate") {
        "put the condition behind HAVING, or count in a subquery"
    } else if message.starts_with("too many columns") {
        "an answer may have up to 200 columns"
    } else if message.starts_with("too many terms in compound") {
        "UNION and the like may join up to 50 questions"
    } else if message.starts_with("Expression tree is too large") || message.contains("overflow") {
        "the question is nested too deeply; write it as steps: WITH step AS (SELECT …)"
    } else if message.starts_with("LIKE or GLOB pattern too complex") {
        "a pattern may have up to 200 bytes"
    } else {
        ""
    }
}

/// A column that is in no table: the columns of the tables that the question names, and the nearest of them.
fn column(reader: &Reader, question: &Question<'_>, name: &str) -> (String, String) {
    let reason = format!("no column named `{}` in this query", bare(name));
    if name.starts_with('"') {
        return (reason, format!("a text goes in single quotes: '{}'", name.trim_matches('"')));
    }
    let schema = schema(reader);
    let words: Vec<Token<'_>> = tokens(question.sql).filter(|token| token.kind == Kind::Name).collect();
    let is_named = |table: &str| words.iter().any(|word| word.name().eq_ignore_ascii_case(table));
    let named: Vec<&(String, Vec<String>)> = schema.iter().filter(|(table, _)| is_named(table)).collect();
    if named.is_empty() {
        return (reason, tables_help(&schema));
    }
    let mut help: Vec<String> =
        named.iter().map(|(table, columns)| format!("{table} has: {}.", columns.join(", "))).collect();
    let candidates = named.iter().flat_map(|(_, columns)| columns.iter().map(String::as_str));
    let wanted = name.rsplit('.').next().unwrap_or(name);
    if let Some(meant) = nearest(bare(wanted), candidates) {
        help.push(format!("Did you mean `{meant}`?"));
    } else if let Some((table, meant)) = elsewhere(&schema, bare(wanted)) {
        help.push(format!("Did you mean `{meant}` of {table}?"));
    }
    let tables: Vec<&str> = named.iter().map(|(table, _)| table.as_str()).collect();
    help.push(format!("Run `plenary schema {}`.", tables.join(" ")));
    (reason, help.join(" "))
}

/// The nearest column of any table, and the table.
fn elsewhere<'a>(schema: &'a [(String, Vec<String>)], name: &str) -> Option<(&'a str, &'a str)> {
    let meant = nearest(name, schema.iter().flat_map(|(_, columns)| columns.iter().map(String::as_str)))?;
    schema
        .iter()
        .find(|(_, columns)| columns.iter().any(|column| column == meant))
        .map(|(table, _)| (table.as_str(), meant))
}

/// A field of the full-text index that is not there: the name stands in the search, not in the statement.
fn field(name: &str) -> (String, String) {
    let help = format!("the fields are title, abstract and authors; {}", search_help());
    (format!("the search names a field `{name}`"), help)
}

fn table(reader: &Reader, name: &str) -> (String, String) {
    let schema = schema(reader);
    let wanted = bare(name.rsplit('.').next().unwrap_or(name));
    let meant = nearest(wanted, schema.iter().map(|(table, _)| table.as_str()));
    let meant = meant.map(|meant| format!("Did you mean `{meant}`? ")).unwrap_or_default();
    (format!("no table named `{}`", bare(name)), format!("{meant}{}", tables_help(&schema)))
}

fn tables_help(schema: &[(String, Vec<String>)]) -> String {
    let tables: Vec<&str> = schema.iter().map(|(table, _)| table.as_str()).collect();
    format!("The tables are: {}. Run `plenary schema`.", tables.join(", "))
}

fn function(reader: &Reader, name: &str) -> (String, String) {
    let names = functions(reader);
    let help = match nearest(name, names.iter().map(String::as_str)) {
        Some(meant) => format!("Did you mean `{meant}`?"),
        None => "the functions are those of SQLite: https://sqlite.org/lang_corefunc.html".to_owned(),
    };
    (format!("no function named `{name}`"), help)
}

/// Every table and view with its columns; empty when the database does not even say that.
fn schema(reader: &Reader) -> Vec<(String, Vec<String>)> {
    let sql = include_str!("../../sql/reader/list_columns.sql");
    let mut tables: Vec<(String, Vec<String>)> = Vec::new();
    let _ = reader.connection.prepare(sql).and_then(|mut statement| {
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (table, column) = (row.get::<_, String>(0)?, row.get::<_, String>(1)?);
            match tables.last_mut().filter(|(name, _)| *name == table) {
                Some((_, columns)) => columns.push(column),
                None => tables.push((table, vec![column])),
            }
        }
        Ok(())
    });
    tables
}

fn functions(reader: &Reader) -> Vec<String> {
    let sql = include_str!("../../sql/reader/list_functions.sql");
    let list = || -> rusqlite::Result<Vec<String>> {
        reader.connection.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
    };
    list().unwrap_or_default()
}

/// Where a name stands, when SQLite does not say.
fn find_name(sql: &str, name: &str) -> Option<usize> {
    let last = bare(name.rsplit('.').next().unwrap_or(name));
    tokens(sql).find(|token| token.name().eq_ignore_ascii_case(last)).map(|token| token.start)
}

/// The place, the line and a caret below it, ready to print.
pub(super) fn excerpt(question: &Question<'_>, offset: usize) -> String {
    let Question { label, sql } = question;
    let offset = floor(sql, offset);
    let (before, after) = sql.split_at(offset);
    let line_number = before.matches('\n').count() + 1;
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let left = before.get(line_start..).unwrap_or_default();
    let right = after.split('\n').next().unwrap_or_default().trim_end_matches('\r');
    let column = left.chars().count() + 1;
    let length = tokens(sql).find(|token| token.start == offset).map_or(0, |token| token.text.len());
    let marked = right.get(..length.min(right.len())).unwrap_or(right);
    let rest = right.get(marked.len()..).unwrap_or_default();
    let (left, marked, rest) = fitted(&escaped(left), &escaped(marked), &escaped(rest));
    let indent = " ".repeat(width(&left));
    let carets = "^".repeat(width(&marked).max(1));
    format!(
        "  --> {}:{line_number}:{column}\n{line_number:>5} | {left}{marked}{rest}\n      | {indent}{carets}",
        escaped(label)
    )
}

/// The nearest place before the offset where a character starts.
fn floor(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|index| text.is_char_boundary(*index)).unwrap_or(0)
}

/// The three parts of a line, cut so that the middle one stays in sight.
fn fitted(left: &str, marked: &str, rest: &str) -> (String, String, String) {
    let marked = cut(marked.chars(), WIDTH / 3);
    let rest_room = WIDTH.saturating_sub(width(&marked) + width(left)).max(WIDTH / 3);
    let rest = cut(rest.chars(), rest_room);
    let left_room = WIDTH.saturating_sub(width(&marked) + width(&rest));
    let left: String = cut(left.chars().rev(), left_room).chars().rev().collect();
    (left, marked, rest)
}

/// As many characters as fit, with an ellipsis in the place of what does not.
fn cut(characters: impl Iterator<Item = char>, room: usize) -> String {
    let mut kept = String::new();
    let mut used = 0;
    for character in characters {
        used += character.width().unwrap_or(0);
        if used > room {
            while width(&kept) + 1 > room && kept.pop().is_some() {}
            kept.push('…');
            break;
        }
        kept.push(character);
    }
    kept
}

fn width(text: &str) -> usize {
    text.chars().map(|character| character.width().unwrap_or(0)).sum()
}

/// The text as a terminal may show it: a tab is one space, and what would steer the terminal is spelled out.
fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        let is_direction =
            matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        match character {
            '\t' => shown.push(' '),
            _ if character.is_control() || is_direction => shown.extend(character.escape_unicode()),
            _ => shown.push(character),
        }
    }
    shown
}
