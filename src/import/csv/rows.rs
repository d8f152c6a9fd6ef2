//! From bytes to rows, as strictly as RFC 4180 says, so that a row that is badly quoted never shifts its neighbours.

use std::borrow::Cow;
use std::io::BufRead;

use crate::error::{Error, Place, Result};

/// How long one row may be, in bytes.
const LONGEST: usize = 1 << 20;

/// One row of a file.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    /// The line where it starts, from 1.
    pub line: u64,
    /// Its fields in order, or why it has none that can be trusted.
    pub fields: std::result::Result<Vec<String>, &'static str>,
}

/// The rows of a file, empty lines left out. A row that is badly quoted ends with its first line: what follows may be the
/// rest of it or the next row, and is read as any other.
pub struct Rows {
    source: String,
    reader: Box<dyn BufRead + Send>,
    separator: u8,
    line: u64,
    /// What was read and not yet used, how much of it was used, and where the row starts that was read last.
    buffer: Vec<u8>,
    used: usize,
    row: usize,
    is_over: bool,
}

/// How the attempt to read a row ended.
enum Attempt {
    /// With its fields, so many bytes long.
    Complete(Vec<Vec<u8>>, usize),
    /// Badly quoted.
    Bad(&'static str),
    /// At the end of what was read.
    TooShort,
}

impl Rows {
    /// The rows of what the reader yields; `source` names the file in complaints.
    pub fn new(source: String, reader: Box<dyn BufRead + Send>, separator: u8) -> Self {
        Self { source, reader, separator, line: 1, buffer: Vec::new(), used: 0, row: 0, is_over: false }
    }

    /// The next row; `None` behind the last one.
    ///
    /// # Errors
    /// [`Error::Malformed`] when the file cannot be read on or is not UTF-8.
    pub fn next(&mut self) -> Result<Option<Row>> {
        loop {
            let rest = self.buffer.get(self.used..).unwrap_or_default();
            if rest.is_empty() && self.is_over {
                return Ok(None);
            }
            let line = self.line;
            let fields = match attempt(rest, self.separator) {
                Attempt::Complete(fields, length) => {
                    self.pass(length);
                    Ok(fields)
                }
                Attempt::TooShort if !self.is_over && rest.len() <= LONGEST => {
                    self.read_more()?;
                    continue;
                }
                Attempt::TooShort if rest.len() > LONGEST || rest.contains(&b'\n') => {
                    Err("a quote that is never closed")
                }
                Attempt::TooShort => Err("the file does not end with a line break, so its last row may be cut short"),
                Attempt::Bad(reason) => Err(reason),
            };
            let fields = match fields {
                Ok(fields) => Ok(self.texts(line, fields)?),
                Err(reason) => {
                    let rest = self.buffer.get(self.used..).unwrap_or_default();
                    let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
                    self.pass(end);
                    Err(reason)
                }
            };
            let is_empty = fields.as_ref().is_ok_and(|fields| fields.iter().all(|field| field.trim().is_empty()));
            if !is_empty {
                return Ok(Some(Row { line, fields }));
            }
        }
    }

    /// The row that was read last, as it stands in the file.
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(self.buffer.get(self.row..self.used).unwrap_or_default())
    }

    fn pass(&mut self, length: usize) {
        self.row = self.used;
        let passed = self.buffer.get(self.used..self.used + length).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', passed).count() as u64;
        self.used += length;
    }

    fn read_more(&mut self) -> Result<()> {
        self.buffer.drain(..self.used);
        (self.used, self.row) = (0, 0);
        let wanted = self.buffer.len().max(64 << 10);
        let mut read = 0;
        while read < wanted {
            let chunk = self.reader.fill_buf().map_err(|error| Error::Malformed {
                place: Place::line(self.source.as_str(), self.line),
                reason: format!("cannot be read to its end: {error}"),
                help: "a compressed file may be damaged or cut short; fetch it again".into(),
            })?;
            if chunk.is_empty() {
                self.is_over = true;
                break;
            }
            read += chunk.len();
            self.buffer.extend_from_slice(chunk);
            let length = chunk.len();
            self.reader.consume(length);
        }
        Ok(())
    }

    fn texts(&self, line: u64, fields: Vec<Vec<u8>>) -> Result<Vec<String>> {
        let texts: std::result::Result<_, _> = fields.into_iter().map(String::from_utf8).collect();
        texts.map_err(|_| Error::Malformed {
            place: Place::line(self.source.as_str(), line),
            reason: "is not UTF-8".into(),
            help: "save the table as \"CSV UTF-8\", or make it so with `iconv -f WINDOWS-1252 -t UTF-8`".into(),
        })
    }
}

/// Reads one row at the start of a text. At the end of the file only a line break ends it: a quote may be the first one of
/// two, and anything else may go on behind a cut.
fn attempt(text: &[u8], separator: u8) -> Attempt {
    let mut fields = Vec::new();
    let mut at = 0;
    loop {
        let is_quoted = text.get(at) == Some(&b'"');
        let (field, end) = if is_quoted {
            match quoted(text, at + 1) {
                Some(found) => found,
                None => return Attempt::TooShort,
            }
        } else {
            let rest = text.get(at..).unwrap_or_default();
            match rest.iter().position(|byte| *byte == separator || *byte == b'\n') {
                Some(length) => (rest.get(..length).unwrap_or_default().to_vec(), at + length),
                None => return Attempt::TooShort,
            }
        };
        fields.push(field);
        match (text.get(end), text.get(end + 1)) {
            (Some(b'\n'), _) => {
                // `\r` belongs to the line break.
                if let Some(last) = fields.last_mut().filter(|field| field.ends_with(b"\r")) {
                    last.pop();
                }
                return Attempt::Complete(fields, end + 1);
            }
            (Some(b'\r'), Some(b'\n')) => return Attempt::Complete(fields, end + 2),
            (Some(byte), _) if *byte == separator => at = end + 1,
            (Some(b'\r'), None) | (None, _) => return Attempt::TooShort,
            (Some(_), _) => return Attempt::Bad("badly quoted: something stands behind a closing quote"),
        }
    }
}

/// The text of a quoted field and where it ends, behind its closing quote; `None` when there is none.
fn quoted(text: &[u8], start: usize) -> Option<(Vec<u8>, usize)> {
    let mut field = Vec::new();
    let mut at = start;
    loop {
        let rest = text.get(at..)?;
        let quote = memchr::memchr(b'"', rest)?;
        field.extend_from_slice(rest.get(..quote)?);
        at += quote + 1;
        match text.get(at) {
            Some(b'"') => {
                field.push(b'"');
                at += 1;
            }
            _ => return Some((field, at)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u64, String)> {
        let mut rows = Rows::new("x.csv".into(), Box::new(std::io::Cursor::new(text.as_bytes().to_vec())), b',');
        let mut found = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            found.push((row.line, row.fields.map_or_else(|reason| format!("! {reason}"), |fields| fields.join("|"))));
        }
        found
    }

    #[test]
    fn reads_what_is_quoted_well() {
        assert_eq!(
            rows("a,b\r\n\"x, \"\"y\"\"\",\"1\n2\"\r\n\n,z\n"),
            [(1, "a|b".into()), (2, "x, \"y\"|1\n2".into()), (5, "|z".into())]
        );
    }

    #[test]
    fn never_shifts_a_row_that_is_quoted_badly() {
        let bad = "! badly quoted: something stands behind a closing quote";
        assert_eq!(rows("\"the \"old\" one, two\",b\nc,d\n"), [(1, bad.into()), (2, "c|d".into())]);
        // The quote of line 1 is never closed; what it swallows is read as rows.
        assert_eq!(rows("\"a,b\nc,d\n\"e\",f\n"), [(1, bad.into()), (2, "c|d".into()), (3, "e|f".into())]);
        assert_eq!(rows("a,\"b\nc,d\n"), [(1, "! a quote that is never closed".into()), (2, "c|d".into())]);
        let cut = "! the file does not end with a line break, so its last row may be cut short";
        assert_eq!(rows("a,b\nc,d"), [(1, "a|b".into()), (2, cut.into())]);
        assert_eq!(rows("a,b\nc,\"d\""), [(1, "a|b".into()), (2, cut.into())]);
    }
}
