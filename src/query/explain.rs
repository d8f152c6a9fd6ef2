//! SQLite's complaints in words: where in the statement, what is wrong, and the name that was probably meant.

use std::collections::BTreeMap;

use rusqlite::{Connection, ErrorCode};
use unicode_width::UnicodeWidthStr;

use super::reader::Question;
use crate::error::Error;

/// How much of a line is shown around the fault, in columns of the terminal.
const SHOWN: usize = 100;

/// The error in words.
pub fn in_words(connection: &Connection, question: &Question<'_>, error: rusqlite::Error) -> Error {
    if matches!(error, rusqlite::Error::MultipleStatement) {
        return refused("there is more than one statement", "ask them one by one");
    }
    if let rusqlite::Error::SqlInputError { msg, offset, .. } = &error
        && msg != "not authorized"
    {
        let excerpt = usize::try_from(*offset).ok().map(|offset| excerpt(question, offset));
        let (reason, help) = explain_name(connection, question, msg);
        return Error::Statement { reason, excerpt, help };
    }
    let Some(code) = error.sqlite_error_code() else { return Error::Sqlite(error) };
    let message = error.to_string();
    match code {
        ErrorCode::AuthorizationForStatementDenied => refused(
            "this statement would write, or reach outside of the programme; questions only read",
            "write a SELECT; `plenary import` is what changes the database",
        ),
        ErrorCode::ReadOnly => refused("this statement would write; questions only read", "write a SELECT"),
        ErrorCode::OutOfMemory => {
            refused("the question needs more memory than it may take", "narrow it, or give it more with --memory MIB")
        }
        ErrorCode::TooBig => {
            refused("a value of the answer is longer than 1,000,000 bytes", "cut it with substr(), or join fewer rows")
        }
        _ if message.contains("authoriz") || message.contains("prohibited") => refused(
            "this statement would write, or reach outside of the programme; questions only read",
            "write a SELECT; `plenary import` is what changes the database",
        ),
        ErrorCode::Unknown => Error::Statement {
            reason: format!("{}: {}", question.label, text_of(&error)),
            excerpt: None,
            help: if message.contains("fts5") {
                "plain words need no operators: leave out --raw, or put \"double quotes\" around them".into()
            } else {
                "`plenary schema` explains the tables".into()
            },
        },
        _ => Error::Sqlite(error),
    }
}

fn refused(reason: &str, help: &str) -> Error {
    Error::Statement { reason: reason.to_owned(), excerpt: None, help: help.to_owned() }
}

/// The message of SQLite without the words that rusqlite puts around it.
fn text_of(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqliteFailure(_, Some(message)) => message.clone(),
        other => other.to_string(),
    }
}

/// The message of SQLite with the unknown name in back quotes, and the names that there are.
fn explain_name(connection: &Connection, question: &Question<'_>, message: &str) -> (String, String) {
    let objects = columns_of(connection).unwrap_or_default();
    let with = |prefix: &str| message.strip_prefix(prefix).map(str::trim);
    if let Some(name) = with("no such table:") {
        let near = nearest(name, objects.keys().map(String::as_str));
        let meant = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
        let names: Vec<&str> = objects.keys().map(String::as_str).collect();
        let help = format!("{meant}there are: {}. `plenary schema` explains them", names.join(", "));
        return (format!("there is no table `{name}`"), help);
    }
    if let Some(name) = with("no such column:") {
        let words: Vec<&str> = question.sql.split(|mark: char| !mark.is_alphanumeric() && mark != '_').collect();
        let named: BTreeMap<&String, &Vec<String>> =
            objects.iter().filter(|(object, _)| words.iter().any(|word| word.eq_ignore_ascii_case(object))).collect();
        let bare = name.rsplit('.').next().unwrap_or(name);
        let candidates = named.values().flat_map(|columns| columns.iter().map(String::as_str));
        let near = nearest(bare, candidates).filter(|near| !near.eq_ignore_ascii_case(bare));
        let mut help: String =
            named.iter().map(|(object, columns)| format!("{object} has: {}. ", columns.join(", "))).collect();
        if let Some(near) = near {
            help.push_str(&format!("Did you mean `{near}`? "));
        }
        help.push_str("`plenary schema` explains them");
        return (format!("no column named `{name}` in this query"), help);
    }
    if let Some(name) = with("no such function:") {
        return (
            format!("there is no function `{name}`"),
            "the functions are those of SQLite with FTS5 and JSON: sqlite.org/lang_corefunc.html".into(),
        );
    }
    if with("syntax error near").is_some() || message.ends_with("syntax error") || message == "incomplete input" {
        return (format!("{}: {message}", question.label), "the mark shows where SQLite could not read on".into());
    }
    (format!("{}: {message}", question.label), "`plenary schema` explains the tables".into())
}

/// The name closest to this one; `None` when none is close.
pub fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_lowercase();
    names
        .map(|candidate| (strsim::damerau_levenshtein(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance * 5 <= candidate.chars().count().max(lower.chars().count()) * 2)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Every table and view with its columns. The guard is on, and this too only reads.
fn columns_of(connection: &Connection) -> rusqlite::Result<BTreeMap<String, Vec<String>>> {
    let mut objects: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut statement = connection.prepare(include_str!("../../sql/explain/list_columns.sql"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        objects.entry(row.get(0)?).or_default().push(row.get(1)?);
    }
    Ok(objects)
}

/// The place, the line and a mark below the fault; `offset` is in bytes.
fn excerpt(question: &Question<'_>, offset: usize) -> String {
    let before = question.sql.get(..offset).unwrap_or(question.sql);
    let number = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = question.sql.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let ahead = before.get(start..).unwrap_or_default();
    let column = ahead.chars().count() + 1;
    let token: String = line
        .get(ahead.len()..)
        .unwrap_or_default()
        .chars()
        .enumerate()
        .take_while(|(index, mark)| *index == 0 || mark.is_alphanumeric() || *mark == '_')
        .map(|(_, mark)| mark)
        .collect();
    // A long line is cut on the left, so that the fault is seen.
    let visible: String = {
        let marks: Vec<char> = ahead.chars().collect();
        let from = marks.len().saturating_sub(SHOWN * 2 / 3);
        let cut = if from > 0 { "…" } else { "" };
        format!("{cut}{}", marks.iter().skip(from).collect::<String>())
    };
    let rest: String =
        line.get(ahead.len()..).unwrap_or_default().chars().take(SHOWN / 3 + token.chars().count()).collect();
    let plain = |text: &str| text.replace(|mark: char| mark.is_control(), " ");
    let (visible, rest) = (plain(&visible), plain(&rest));
    let number_width = number.to_string().len().max(4);
    let label = format!("  --> {}:{number}:{column}", question.label);
    let shown = format!("{number:>number_width$} | {visible}{rest}");
    let mark = format!("{}{}", " ".repeat(number_width + 3 + visible.width()), "^".repeat(token.width().max(1)));
    format!("{label}\n{shown}\n{mark}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn puts_the_mark_below_the_fault() {
        let cases = [
            (
                "SELECT title FROM papers WHERE yeer=1",
                31,
                "  --> query:1:32\n   1 | SELECT title FROM papers WHERE yeer=1\n                                      ^^^^",
            ),
            ("SELECT\n  '江常', x", 19, "  --> query:2:9\n   2 |   '江常', x\n                 ^"),
            ("", 0, "  --> query:1:1\n   1 | \n       ^"),
        ];
        for (sql, offset, expected) in cases {
            assert_eq!(excerpt(&Question { label: "query", sql }, offset), expected);
        }
    }

    #[test]
    fn finds_the_name_that_was_meant() {
        let names = ["title", "abstract", "year", "authors"];
        for (typed, expected) in
            [("yeer", Some("year")), ("autors", Some("authors")), ("TITLE", Some("title")), ("zzz", None), ("x", None)]
        {
            assert_eq!(nearest(typed, names.into_iter()), expected, "{typed}");
        }
    }
}
