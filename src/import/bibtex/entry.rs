//! The grammar of BibTeX: a file to entries, an entry to fields.

use std::cell::Cell;
use std::collections::HashMap;
use std::io::BufRead;

use crate::error::{Place, Result};
use crate::import::steps::broken;

/// How long one entry may be, and one value after its abbreviations are written out, in bytes.
const LONGEST: usize = 4 << 20;

/// How long an abbreviation may be, in bytes: `@string` may use others, and so grow with every line.
const LONGEST_ABBREVIATION: usize = 64 << 10;

/// How long all abbreviations of one file may be together, names included, in bytes.
const LONGEST_ABBREVIATIONS: usize = 16 << 20;

/// How much abbreviations may write out, in bytes, beside so many times what the file itself holds: a line of sixty
/// characters can name 4 MiB.
const WRITTEN_OUT: u64 = 16 << 20;
const WRITTEN_OUT_PER_BYTE: u64 = 20;

/// How long the word behind an `@` may be, in bytes.
const LONGEST_KIND: usize = 64;

/// How an entry ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// With its closing brace.
    Closed,
    /// Without it: a line starts like the next entry.
    NextEntry,
    /// Without it: the file is over.
    Eof,
}

/// One `@type{…}` as it stands in the file.
#[derive(Debug)]
pub struct Raw {
    /// The line of the `@`, from 1.
    pub line: u64,
    /// In lower case.
    pub kind: String,
    /// What stands between the outer braces.
    pub body: String,
    /// How it ended.
    pub end: End,
}

/// The entries of a file, in order. What stands between them is a comment.
pub struct Entries {
    source: String,
    reader: Box<dyn BufRead + Send>,
    line: u64,
    /// Whether what was read last ended a line.
    is_line_start: bool,
    /// The start of the next entry, where the one before it was not closed.
    ahead: Option<Vec<u8>>,
}

impl Entries {
    /// The entries of what the reader yields; `source` names the file in complaints.
    pub fn new(source: String, reader: Box<dyn BufRead + Send>) -> Self {
        Self { source, reader, line: 1, is_line_start: true, ahead: None }
    }

    /// The next entry; `None` behind the last one.
    ///
    /// # Errors
    /// [`Error::Malformed`](crate::error::Error::Malformed) when the file cannot be read on, is no UTF-8, or holds an entry
    /// of more than 4 MiB.
    pub fn next(&mut self) -> Result<Option<Raw>> {
        loop {
            let (kind, line, close) = match self.ahead.take() {
                Some(start) => (start, self.line, b'}'),
                None => match self.find_start()? {
                    Some(start) => start,
                    None => return Ok(None),
                },
            };
            let kind = String::from_utf8_lossy(&kind).to_lowercase();
            // What a comment holds is nobody's; one without braces ends with its line, which needs no care here.
            let (body, end) = self.body(close)?;
            let body = String::from_utf8(body).map_err(|error| {
                let bad = error.utf8_error().valid_up_to();
                let lines = error.as_bytes().iter().take(bad).filter(|byte| **byte == b'\n').count() as u64;
                broken(Place::line(self.source.as_str(), line + lines), "BibTeX", "this line is not UTF-8")
            })?;
            if let Some((before, _)) = body.split_once('\0') {
                let lines = before.matches('\n').count() as u64;
                let place = Place::line(self.source.as_str(), line + lines);
                return Err(broken(place, "BibTeX", "text holds no zero bytes"));
            }
            if kind != "comment" {
                return Ok(Some(Raw { line, kind, body, end }));
            }
        }
    }

    /// Goes behind the opening brace of the next entry: its kind, its line and the mark that will close it.
    fn find_start(&mut self) -> Result<Option<(Vec<u8>, u64, u8)>> {
        while let Some(byte) = self.bump()? {
            if byte != b'@' {
                continue;
            }
            let line = self.line;
            let (kind, _) = self.kind()?;
            if kind.is_empty() || kind.len() == LONGEST_KIND {
                continue;
            }
            match self.peek()? {
                Some(b'{') => {
                    self.bump()?;
                    return Ok(Some((kind, line, b'}')));
                }
                Some(b'(') => {
                    self.bump()?;
                    return Ok(Some((kind, line, b')')));
                }
                // `@inproc` at the very end is an entry that was cut.
                None => return Ok(Some((kind, line, b'}'))),
                Some(_) => {}
            }
        }
        Ok(None)
    }

    /// The word behind an `@`, empty when there is none, and the white space behind it.
    fn kind(&mut self) -> Result<(Vec<u8>, Vec<u8>)> {
        let kind = self.while_some(u8::is_ascii_alphabetic)?;
        let space = self.while_some(u8::is_ascii_whitespace)?;
        Ok((kind, space))
    }

    /// The next bytes that are so, but no more than the word behind an `@` may have.
    fn while_some(&mut self, is_so: fn(&u8) -> bool) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        while let Some(byte) = self.peek()?.filter(is_so).filter(|_| bytes.len() < LONGEST_KIND) {
            bytes.push(byte);
            self.bump()?;
        }
        Ok(bytes)
    }

    /// What stands before the closing mark. An entry also ends where a line starts like another one: a brace is missing
    /// then (PMLR cuts abstracts at a percent sign, pmlr-v97-creager19a), and the next entry need not suffer.
    fn body(&mut self, close: u8) -> Result<(Vec<u8>, End)> {
        let mut body = Vec::new();
        let mut depth = 0_usize;
        let mut is_quoted = false;
        loop {
            let is_line_start = self.is_line_start;
            let Some(byte) = self.bump()? else { return Ok((body, End::Eof)) };
            match byte {
                // Braces in quotation marks are balanced; parentheses need not be.
                b'"' if close == b')' && depth == 0 => is_quoted = !is_quoted,
                _ if byte == close && depth == 0 && !is_quoted => return Ok((body, End::Closed)),
                b'{' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                b'@' if is_line_start => {
                    let (kind, space) = self.kind()?;
                    if !kind.is_empty() && kind.len() < LONGEST_KIND && self.peek()? == Some(b'{') {
                        self.bump()?;
                        self.ahead = Some(kind);
                        return Ok((body, End::NextEntry));
                    }
                    body.push(byte);
                    body.extend(kind);
                    body.extend(space);
                    continue;
                }
                _ => {}
            }
            body.push(byte);
            if body.len() > LONGEST {
                return Err(broken(
                    Place::line(self.source.as_str(), self.line),
                    "BibTeX",
                    "an entry is longer than 4 MiB; a brace may be missing",
                ));
            }
        }
    }

    fn peek(&mut self) -> Result<Option<u8>> {
        let refused = |error| broken(Place::line(self.source.as_str(), self.line), "BibTeX", error);
        Ok(self.reader.fill_buf().map_err(refused)?.first().copied())
    }

    fn bump(&mut self) -> Result<Option<u8>> {
        let byte = self.peek()?;
        if let Some(byte) = byte {
            self.reader.consume(1);
            self.is_line_start = byte == b'\n';
            self.line += u64::from(self.is_line_start);
        }
        Ok(byte)
    }
}

/// The abbreviations that a file defines, and those that every style knows.
pub struct Abbreviations {
    known: HashMap<String, String>,
    /// How long all that the file defines is, in bytes.
    length: usize,
    /// How much was read of the file, and how much its abbreviations wrote out, in bytes.
    read: Cell<u64>,
    written: Cell<u64>,
}

impl Default for Abbreviations {
    fn default() -> Self {
        const MONTHS: [(&str, &str); 12] = [
            ("jan", "January"),
            ("feb", "February"),
            ("mar", "March"),
            ("apr", "April"),
            ("may", "May"),
            ("jun", "June"),
            ("jul", "July"),
            ("aug", "August"),
            ("sep", "September"),
            ("oct", "October"),
            ("nov", "November"),
            ("dec", "December"),
        ];
        let known = MONTHS.iter().map(|(short, long)| ((*short).to_owned(), (*long).to_owned())).collect();
        Self { known, length: 0, read: Cell::new(0), written: Cell::new(0) }
    }
}

impl Abbreviations {
    /// Takes in what an `@string` defines. An abbreviation that uses itself is one that is not defined.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn define(&mut self, body: &str) -> std::result::Result<(), String> {
        self.count(body);
        let mut cursor = Cursor { rest: body, abbreviations: self };
        let mut defined = Vec::new();
        cursor.fields(|name, value| defined.push((name, value)))?;
        for (name, value) in defined {
            let value = value.ok_or_else(|| format!("`{}` uses an abbreviation that is not defined", short(&name)))?;
            self.length += name.len() + value.len();
            if value.len() > LONGEST_ABBREVIATION || self.length > LONGEST_ABBREVIATIONS {
                return Err(format!("the abbreviation `{}` is too long, or there are too many of them", short(&name)));
            }
            self.known.insert(name, value);
        }
        Ok(())
    }

    /// What a word stands for; `None` when it is not defined.
    fn written_out(&self, word: &str) -> std::result::Result<Option<String>, String> {
        let Some(value) = self.known.get(&word.to_lowercase()) else { return Ok(None) };
        let written = self.written.get() + value.len() as u64;
        if written > WRITTEN_OUT + WRITTEN_OUT_PER_BYTE * self.read.get() {
            return Err(format!("written out, `{}` and those before it are too long for the file", short(word)));
        }
        self.written.set(written);
        Ok(Some(value.clone()))
    }

    fn count(&self, body: &str) {
        self.read.set(self.read.get() + body.len() as u64);
    }
}

/// One entry, read.
#[derive(Debug, Default)]
pub struct Entry {
    /// What the file cites it by.
    pub key: String,
    /// By name in lower case, TeX untouched. Of a field that stands twice the first counts.
    pub fields: HashMap<String, String>,
    /// Names of fields that are left out, because they use an abbreviation that is not defined.
    pub undefined: Vec<String>,
}

impl Entry {
    /// Reads what stands between the outer braces: all of it, or what stands before the fault that comes with it. A field
    /// with an abbreviation that is not defined is left out.
    pub fn parse(body: &str, abbreviations: &Abbreviations) -> (Self, std::result::Result<(), String>) {
        abbreviations.count(body);
        let (key, rest) = body.split_once(',').unwrap_or((body, ""));
        let mut entry = Self::default();
        if key.contains('=') {
            return (entry, Err("no key before its fields".into()));
        }
        entry.key = key.trim().to_owned();
        let mut cursor = Cursor { rest, abbreviations };
        let outcome = cursor.fields(|name, value| match value {
            Some(value) => {
                entry.fields.entry(name).or_insert(value);
            }
            None => entry.undefined.push(name),
        });
        (entry, outcome)
    }
}

/// The part of an entry that is still to be read.
struct Cursor<'a> {
    rest: &'a str,
    abbreviations: &'a Abbreviations,
}

impl<'a> Cursor<'a> {
    /// Each `name = value`, up to the end.
    fn fields(&mut self, mut take: impl FnMut(String, Option<String>)) -> std::result::Result<(), String> {
        loop {
            self.rest = self.rest.trim_start_matches(|mark: char| mark.is_whitespace() || mark == ',');
            if self.rest.is_empty() {
                return Ok(());
            }
            let (name, rest) =
                self.rest.split_once('=').ok_or_else(|| format!("no `=` behind `{}`", short(self.rest)))?;
            let name = name.trim().to_lowercase();
            if name.is_empty() || name.contains(|mark: char| mark.is_whitespace() || "{}\",#".contains(mark)) {
                return Err(format!("`{}` is no name of a field", short(&name)));
            }
            self.rest = rest;
            let value = self.value(&name)?;
            take(name, value);
        }
    }

    /// Parts joined by `#`; `None` when one of them is an abbreviation that is not defined.
    fn value(&mut self, name: &str) -> std::result::Result<Option<String>, String> {
        let mut value = Some(String::new());
        loop {
            let part = self.part(name)?;
            match (&mut value, part) {
                (Some(value), Some(part)) if value.len() + part.len() <= LONGEST => value.push_str(&part),
                (Some(_), Some(_)) => return Err(format!("`{name}` is longer than 4 MiB")),
                _ => value = None,
            }
            self.rest = self.rest.trim_start();
            match self.rest.strip_prefix('#') {
                Some(rest) => self.rest = rest,
                None if self.rest.is_empty() || self.rest.starts_with(',') => return Ok(value),
                None => return Err(format!("no comma behind `{name}`")),
            }
        }
    }

    fn part(&mut self, name: &str) -> std::result::Result<Option<String>, String> {
        self.rest = self.rest.trim_start();
        if let Some(rest) = self.rest.strip_prefix('{') {
            return self.until(rest, '}').map(Some).ok_or_else(|| format!("no `}}` ends `{name}`"));
        }
        if let Some(rest) = self.rest.strip_prefix('"') {
            return self.until(rest, '"').map(Some).ok_or_else(|| format!("no `\"` ends `{name}`"));
        }
        let end = self.rest.find(|mark: char| mark.is_whitespace() || ",#".contains(mark)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        if word.is_empty() {
            return Err(format!("`{name}` has no value"));
        }
        let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
        if is_number { Ok(Some(word.to_owned())) } else { self.abbreviations.written_out(word) }
    }

    /// The text before the closing mark that stands outside of all braces.
    fn until(&mut self, text: &'a str, close: char) -> Option<String> {
        let mut depth = 0_usize;
        for (at, mark) in text.char_indices() {
            match mark {
                _ if mark == close && depth == 0 => {
                    self.rest = text.get(at + 1..).unwrap_or_default();
                    return text.get(..at).map(str::to_owned);
                }
                '{' => depth += 1,
                '}' => depth = depth.checked_sub(1)?,
                _ => {}
            }
        }
        None
    }
}

fn short(text: &str) -> String {
    text.chars().take(20).collect::<String>().trim_end().to_owned()
}
