//! The header of a ready-made question: comment lines in front of its SQL.
//!
//! ```text
//! -- title:   Author list
//! -- answers: Who wrote the papers of a session?
//! -- param:   session  text  = NULL   part of a session's title; every session if left out
//! -- columns: author, papers (count), titles
//! -- example: session=Generative
//! ```
//! A key stands once, `param` as often as there are parameters. A default is `NULL`, a number, `'a text'`, or
//! `required`. Columns may be followed by a word in brackets that explains them.

use rusqlite::types::Value;

use super::parameter::{Kind, Parameter};

/// What a header says.
#[derive(Debug, Default)]
pub struct Header {
    pub title: String,
    pub answers: String,
    pub parameters: Vec<Parameter>,
    pub columns: Vec<String>,
    pub example: Vec<String>,
}

/// Reads the header of a file.
///
/// # Errors
/// The line, from 1, and what is wrong there.
pub fn parse(text: &str) -> Result<Header, (u64, String)> {
    let mut header = Header::default();
    let mut seen: Vec<&str> = Vec::new();
    let mut last = 0;
    for (number, line) in (1..).zip(text.lines()) {
        let Some(comment) = line.strip_prefix("--") else { break };
        last = number;
        let Some((key, value)) = comment.split_once(':') else {
            return Err((number, "a header line is `-- key: value`".into()));
        };
        let (key, value) = (key.trim(), value.trim());
        if key != "param" && seen.contains(&key) {
            return Err((number, format!("`{key}` stands twice")));
        }
        seen.push(key);
        match key {
            "title" => header.title = value.to_owned(),
            "answers" => header.answers = value.to_owned(),
            "param" => header.parameters.push(parameter(value).map_err(|reason| (number, reason))?),
            "columns" => header.columns = columns(value),
            "example" => header.example = example(value),
            _ => return Err((number, format!("`{key}` is no key: they are title, answers, param, columns, example"))),
        }
    }
    for (key, is_missing) in [
        ("title", header.title.is_empty()),
        ("answers", header.answers.is_empty()),
        ("columns", header.columns.is_empty()),
    ] {
        if is_missing {
            return Err((last + 1, format!("the header has no `{key}`")));
        }
    }
    Ok(header)
}

/// `name  kind  = default   what it means`.
fn parameter(text: &str) -> Result<Parameter, String> {
    let form = || format!("`{text}` is not of the form `name kind = default what it means`");
    let (declaration, rest) = text.split_once('=').ok_or_else(form)?;
    let mut words = declaration.split_whitespace();
    let (Some(name), Some(kind), None) = (words.next(), words.next(), words.next()) else { return Err(form()) };
    let kind = Kind::named(kind).ok_or_else(|| format!("`{kind}` is no kind: they are text, integer, real"))?;
    let rest = rest.trim();
    let (default, about) = match rest.strip_prefix('\'') {
        Some(quoted) => quoted.split_once('\'').ok_or_else(form)?,
        None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
    };
    let default = match default {
        _ if rest.starts_with('\'') => Some(Value::Text(default.to_owned())),
        "required" => None,
        "NULL" => Some(Value::Null),
        number => Some(kind.value_of(number).ok_or_else(|| format!("the default `{number}` is not of kind {kind}"))?),
    };
    let about = about.trim().to_owned();
    if about.is_empty() {
        return Err(form());
    }
    Ok(Parameter { name: name.to_owned(), kind, default, about })
}

/// `author, papers (count)` to `author` and `papers`.
fn columns(text: &str) -> Vec<String> {
    text.split(',').map(|column| column.split('(').next().unwrap_or(column).trim().to_owned()).collect()
}

/// `a=b; c=d` to `a=b` and `c=d`.
fn example(text: &str) -> Vec<String> {
    text.split(';').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_header_and_names_the_line_that_is_wrong() {
        let good = "-- title: A\n-- answers: B?\n-- param: min integer = 2 at least\n-- param: word text = 'x y' a word\n\
                    -- param: who text = required whom\n-- columns: a, b (count)\n-- example: min=3; who=C\nSELECT 1";
        let header = parse(good).expect("a good header");
        assert_eq!(header.columns, ["a", "b"]);
        assert_eq!(header.example, ["min=3", "who=C"]);
        let defaults: Vec<_> = header.parameters.into_iter().map(|parameter| parameter.default).collect();
        assert_eq!(defaults, [Some(Value::Integer(2)), Some(Value::Text("x y".into())), None]);
        let bad = [
            ("SELECT 1", 1, "the header has no `title`"),
            ("-- title: A\n-- titel: B", 2, "`titel` is no key: they are title, answers, param, columns, example"),
            ("-- title: A\n-- title: B", 2, "`title` stands twice"),
            ("-- param: min integer = two at least", 1, "the default `two` is not of kind integer"),
            ("-- param: min number = 2 at least", 1, "`number` is no kind: they are text, integer, real"),
            ("-- param: min", 1, "`min` is not of the form `name kind = default what it means`"),
        ];
        for (text, line, reason) in bad {
            assert_eq!(parse(text).err(), Some((line, reason.to_owned())), "{text}");
        }
    }
}
