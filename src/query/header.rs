//! The header of a canned query: what people and the command line learn from the comments at its top.

use super::parameter::{Assignment, Kind, Parameter, Preset, Value};
use crate::error::{Error, Place, Result};

/// What the comments at the top of a canned query say.
///
/// ```
/// use plenary::query::Header;
///
/// let sql = "\
/// -- title:   Papers of a year
/// -- answers: Which papers appeared in one year?
/// -- param:   year  integer  = required  the year of the conference
/// -- columns: title, authors (in printed order)
/// -- example: year=2022
/// SELECT …";
/// let header = Header::parse("papers.sql", sql)?;
/// assert_eq!(header.parameters[0].to_string(), "year (integer, required): the year of the conference");
/// assert_eq!(header.columns, ["title", "authors"]);
/// # Ok::<(), plenary::error::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// A few words.
    pub title: String,
    /// The question that it answers.
    pub answers: String,
    /// The parameters, in the order of the header.
    pub parameters: Vec<Parameter>,
    /// The headings of the answer, in order, without the notes in parentheses.
    pub columns: Vec<String>,
    /// Arguments that show something; empty when it needs none.
    pub example: Vec<Assignment>,
    /// The example as written, to be shown; `None` when there is none.
    pub example_text: Option<String>,
}

/// One entry of a header: its key, its text, and its line from 1.
struct Entry {
    key: String,
    text: String,
    line: u64,
}

const KEYS: [&str; 5] = ["title", "answers", "param", "columns", "example"];

impl Header {
    /// Reads the header of a file. An entry goes on in the next line when that one is indented by two spaces or more.
    ///
    /// # Errors
    /// [`Error::Malformed`] with the line, when an entry is missing, is there twice, or cannot be read.
    pub fn parse(source: &str, sql: &str) -> Result<Self> {
        let entries = entries(source, sql)?;
        let only = |key: &str| -> Result<Option<&Entry>> {
            let mut found = entries.iter().filter(|entry| entry.key == key);
            let first = found.next();
            match found.next() {
                Some(second) => Err(malformed(source, second.line, format!("a second `{key}:`"), "keep one")),
                None => Ok(first),
            }
        };
        let needed = |key: &str| {
            only(key)?.filter(|entry| !entry.text.is_empty()).ok_or_else(|| {
                let help = format!("add a line `-- {key}: …` at the top of the file");
                malformed(source, 1, format!("the header has no `{key}:`"), &help)
            })
        };
        let mut parameters: Vec<Parameter> = Vec::new();
        for entry in entries.iter().filter(|entry| entry.key == "param") {
            let parameter = parameter(&entry.text).map_err(|reason| {
                malformed(source, entry.line, reason, "write -- param: name  type  = default  what it means")
            })?;
            if parameters.iter().any(|known| known.name == parameter.name) {
                let reason = format!("a second parameter `{}`", parameter.name);
                return Err(malformed(source, entry.line, reason, "keep one"));
            }
            parameters.push(parameter);
        }
        let example = only("example")?;
        let words = example.map(|entry| words(&entry.text)).unwrap_or_default();
        let assignments: Result<Vec<Assignment>> = words.iter().map(|word| Assignment::parse(word)).collect();
        Ok(Self {
            title: needed("title")?.text.clone(),
            answers: needed("answers")?.text.clone(),
            parameters,
            columns: columns(&needed("columns")?.text),
            example: assignments.map_err(|error| {
                let line = example.map_or(1, |entry| entry.line);
                malformed(source, line, error.to_string(), "write -- example: name=value other='two words'")
            })?,
            example_text: example.map(|entry| entry.text.clone()).filter(|text| !text.is_empty()),
        })
    }
}

fn malformed(source: &str, line: u64, reason: String, help: &str) -> Error {
    Error::Malformed { place: Place { source: source.to_owned(), line: Some(line) }, reason, help: help.to_owned() }
}

/// The entries of the comment lines at the top; the first line that is no comment ends them.
fn entries(source: &str, sql: &str) -> Result<Vec<Entry>> {
    let mut entries: Vec<Entry> = Vec::new();
    for (line, text) in (1u64..).zip(sql.trim_start_matches('\u{feff}').lines()) {
        let Some(comment) = text.strip_prefix("--") else { break };
        if comment.trim().is_empty() {
            continue;
        }
        let is_continued = comment.starts_with("  ") || comment.starts_with('\t');
        match (entries.last_mut().filter(|_| is_continued), comment.trim().split_once(':')) {
            (Some(last), _) => {
                last.text.push(' ');
                last.text.push_str(comment.trim());
            }
            (None, Some((key, text))) if KEYS.contains(&key.trim_end()) => {
                entries.push(Entry { key: key.trim_end().to_owned(), text: text.trim().to_owned(), line });
            }
            (None, _) => {
                let reason = format!("the header line `{}` has no known key", comment.trim());
                let help = format!("the keys are {}; a longer entry goes on indented by two spaces", KEYS.join(", "));
                return Err(malformed(source, line, reason, &help));
            }
        }
    }
    Ok(entries)
}

/// Reads `name  type  = default  what it means`.
fn parameter(text: &str) -> std::result::Result<Parameter, String> {
    let (declaration, rest) = text.split_once('=').ok_or("the parameter has no `= default`")?;
    let words: Vec<&str> = declaration.split_whitespace().collect();
    let [name, kind] = *words.as_slice() else { return Err("the parameter has no name or no type".to_owned()) };
    if !name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_') {
        return Err(format!("`{name}` is no name for a parameter"));
    }
    let kind = Kind::parse(kind).ok_or_else(|| format!("the type `{kind}` is not text, integer or real"))?;
    let (preset, about) = preset(kind, rest.trim_start())?;
    if about.is_empty() {
        return Err(format!("the parameter `{name}` has no description"));
    }
    Ok(Parameter { name: name.to_owned(), kind, preset, about: about.to_owned() })
}

/// Reads a default, a word or a text in single quotes, and gives back what follows it.
fn preset(kind: Kind, rest: &str) -> std::result::Result<(Preset, &str), String> {
    if rest.starts_with('\'') {
        let (text, after) = quoted(rest).ok_or("the default has a quote that is not closed")?;
        let value = kind.read(&text).ok_or_else(|| format!("the default '{text}' is no {kind}"))?;
        return Ok((Preset::Value(value), after.trim()));
    }
    let (word, about) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let preset = match word {
        "" => return Err("the parameter has no default".to_owned()),
        "NULL" => Preset::Value(Value::Null),
        "required" => Preset::Required,
        _ => Preset::Value(kind.read(word).ok_or_else(|| format!("the default `{word}` is no {kind}"))?),
    };
    Ok((preset, about.trim()))
}

/// The text in single quotes at the start, a doubled quote being one, and what follows.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut characters = text.strip_prefix('\'')?.chars();
    let mut value = String::new();
    loop {
        match characters.next()? {
            '\'' if characters.as_str().starts_with('\'') => {
                characters.next();
                value.push('\'');
            }
            '\'' => return Some((value, characters.as_str())),
            character => value.push(character),
        }
    }
}

/// The words of an example; `name='two words'` is one.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let end = rest.find([' ', '\t', '\'']).unwrap_or(rest.len());
        let (mut word, mut after) =
            (rest.get(..end).unwrap_or_default().to_owned(), rest.get(end..).unwrap_or_default());
        if let Some((value, behind)) = quoted(after) {
            word.push_str(&value);
            after = behind;
        } else if after.starts_with('\'') {
            word.push_str(after);
            after = "";
        }
        words.push(word);
        rest = after.trim_start();
    }
    words
}

/// The headings, without their notes: `papers (count)` is the heading `papers`.
fn columns(text: &str) -> Vec<String> {
    let mut depth = 0u32;
    let mut plain = String::new();
    for character in text.chars() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(character),
            _ => {}
        }
    }
    plain.split(',').map(|column| column.trim().to_owned()).filter(|column| !column.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "-- title: T\n-- answers: A\n--   B\n-- param: a text = 'it''s' the a\n-- columns: x (of, y), z\n\
                        -- example: a='b c' \nSELECT 1";

    #[test]
    fn reads_every_entry() {
        let header = Header::parse("x.sql", GOOD).unwrap();
        assert_eq!((header.title.as_str(), header.answers.as_str()), ("T", "A B"));
        assert_eq!(header.parameters[0].to_string(), "a (text, 'it''s' if left out): the a");
        assert_eq!(header.columns, ["x", "z"]);
        assert_eq!(header.example, [Assignment::parse("a=b c").unwrap()]);
    }

    #[test]
    fn names_the_line_of_what_it_cannot_read() {
        let cases = [
            ("-- title: T\n", "-- titel: T\n", "x.sql:1: the header line `titel: T` has no known key"),
            ("-- title: T\n", "", "x.sql:1: the header has no `title:`"),
            ("-- columns: ", "-- title: U\n-- columns: ", "x.sql:5: a second `title:`"),
            ("text =", "date =", "x.sql:4: the type `date` is not text, integer or real"),
            ("text = 'it''s' the a", "integer = x the a", "x.sql:4: the default `x` is no integer"),
            ("= 'it''s' the a", "", "x.sql:4: the parameter has no `= default`"),
            ("'it''s' the a", "'it", "x.sql:4: the default has a quote that is not closed"),
            (" the a", "", "x.sql:4: the parameter `a` has no description"),
            ("-- columns: ", "-- param: a text = NULL x\n-- columns: ", "x.sql:5: a second parameter `a`"),
            ("a='b c'", "a", "x.sql:6: the parameter `a` has no value"),
        ];
        for (old, new, expected) in cases {
            let error = Header::parse("x.sql", &GOOD.replacen(old, new, 1)).unwrap_err();
            assert_eq!(error.to_string(), expected);
        }
    }
}
