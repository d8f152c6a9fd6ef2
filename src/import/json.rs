//! The members of a JSON array, or of a file of one JSON value a line, one by one: a file may be larger than the memory.

use std::io::BufRead;

use memchr::memchr2;

use super::steps::broken;
use crate::error::{Error, Place, Result};

/// How large one member may be, in bytes.
const LARGEST: usize = 16 << 20;

/// How deep a member may be nested; serde_json stops there too.
const DEEPEST: u32 = 128;

/// The members of an array, or of the lines.
pub struct Members<R> {
    source: String,
    reader: R,
    line: u64,
    /// Whether the file is an array; `None` before its first mark.
    is_array: Option<bool>,
    is_over: bool,
    has_members: bool,
    member: Vec<u8>,
}

/// Where the scanner stands within a member.
#[derive(Default)]
struct Scan {
    depth: u32,
    in_string: bool,
    is_escaped: bool,
    is_complete: bool,
}

impl<R: BufRead> Members<R> {
    /// The members of what the reader yields; `source` names the file in complaints.
    pub fn new(source: String, reader: R) -> Self {
        Self { source, reader, line: 1, is_array: None, is_over: false, has_members: false, member: Vec::new() }
    }

    /// The next member and the line where it starts, from 1; `None` behind the last one.
    ///
    /// # Errors
    /// [`Error::Malformed`] when the file is not an array of objects, breaks off, or a member is too large or too deep.
    pub fn next(&mut self) -> Result<Option<(u64, &[u8])>> {
        if !self.find_start()? {
            return Ok(None);
        }
        let line = self.line;
        self.member.clear();
        let mut scan = Scan::default();
        while !scan.is_complete {
            let chunk = self
                .reader
                .fill_buf()
                .map_err(|error| broken(Place::line(self.source.as_str(), self.line), "JSON", error))?;
            if chunk.is_empty() {
                return Err(self.broken("it ends in the middle of a record"));
            }
            let used = scan.run(chunk);
            self.line += memchr::memchr_iter(b'\n', chunk.get(..used).unwrap_or_default()).count() as u64;
            self.member.extend_from_slice(chunk.get(..used).unwrap_or_default());
            self.reader.consume(used);
            if scan.depth > DEEPEST {
                return Err(self.broken("a record is nested more than 128 levels deep"));
            }
            if self.member.len() > LARGEST {
                return Err(self.broken("a record is larger than 16 MiB"));
            }
        }
        Ok(Some((line, &self.member)))
    }

    /// Goes to the brace that starts the next member; `false` when there is none.
    fn find_start(&mut self) -> Result<bool> {
        let mut has_comma = false;
        loop {
            let chunk = self
                .reader
                .fill_buf()
                .map_err(|error| broken(Place::line(self.source.as_str(), self.line), "JSON", error))?;
            let Some(byte) = chunk.first().copied() else {
                return match self.is_array {
                    Some(true) if !self.is_over => Err(self.broken("it ends before the array does")),
                    _ => Ok(false),
                };
            };
            match byte {
                b'\n' => self.line += 1,
                b' ' | b'\t' | b'\r' => {}
                // A byte-order mark may stand before everything.
                0xef | 0xbb | 0xbf if self.is_array.is_none() => {}
                _ if self.is_over => return Err(self.broken("something stands behind the end of the array")),
                b'[' if self.is_array.is_none() => self.is_array = Some(true),
                b']' if self.is_array == Some(true) && !has_comma => self.is_over = true,
                b',' if self.is_array == Some(true) && self.has_members && !has_comma => has_comma = true,
                b'{' if self.is_array != Some(true) || has_comma == self.has_members => {
                    self.is_array.get_or_insert(false);
                    self.has_members = true;
                    return Ok(true);
                }
                _ => return Err(self.broken("it is no array of records in braces")),
            }
            self.reader.consume(1);
        }
    }

    fn broken(&self, reason: &str) -> Error {
        broken(Place::line(self.source.clone(), self.line), "JSON", reason)
    }
}

impl Scan {
    /// Reads on to the end of the member or of the chunk; returns how many bytes belong to the member.
    fn run(&mut self, chunk: &[u8]) -> usize {
        let mut at = 0;
        while let Some(byte) = chunk.get(at).copied() {
            if self.is_escaped {
                self.is_escaped = false;
            } else if self.in_string {
                // Most of a file is text: only its end and its escapes matter.
                let Some(found) = memchr2(b'"', b'\\', chunk.get(at..).unwrap_or_default()) else {
                    return chunk.len();
                };
                at += found;
                match chunk.get(at) {
                    Some(b'"') => self.in_string = false,
                    _ => self.is_escaped = true,
                }
            } else {
                match byte {
                    b'"' => self.in_string = true,
                    b'{' | b'[' => self.depth = self.depth.saturating_add(1),
                    b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                    _ => {}
                }
                if self.depth == 0 {
                    self.is_complete = true;
                    return at + 1;
                }
            }
            at += 1;
        }
        at
    }
}

/// Why a member is not of the shape that was looked for; its place in the member is left out.
pub fn in_words(error: &serde_json::Error) -> String {
    let reason = error.to_string();
    format!("cannot be read: {}", reason.split(" at line ").next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(text: &str) -> Vec<std::result::Result<(u64, String), String>> {
        // A small buffer, so that every state is met at the end of a chunk.
        let reader = std::io::BufReader::with_capacity(3, text.as_bytes());
        let mut members = Members::new("x.json".into(), reader);
        let mut found = Vec::new();
        loop {
            match members.next() {
                Ok(Some((line, member))) => found.push(Ok((line, String::from_utf8_lossy(member).into_owned()))),
                Ok(None) => return found,
                Err(error) => {
                    found.push(Err(error.to_string()));
                    return found;
                }
            }
        }
    }

    #[test]
    fn finds_each_member_and_its_line() {
        let found = members("[\n{\"a\": \"}\\\"{\"},\n{\"b\":\n[1, {}]}\n]\n");
        assert_eq!(found, [Ok((2, "{\"a\": \"}\\\"{\"}".into())), Ok((3, "{\"b\":\n[1, {}]}".into()))]);
        assert_eq!(members("{\"a\":1}\n{\"b\":2}\n"), [Ok((1, "{\"a\":1}".into())), Ok((2, "{\"b\":2}".into()))]);
        assert_eq!(members("[]"), []);
    }

    #[test]
    fn complains_of_what_is_cut_short_or_no_array() {
        for (text, reason) in [
            ("[{\"a\": 1", "it ends in the middle of a record"),
            ("[{\"a\": 1},", "it ends before the array does"),
            ("[{} {}]", "it is no array of records in braces"),
            ("[{},]", "it is no array of records in braces"),
            ("[1]", "it is no array of records in braces"),
            ("[{}] x", "something stands behind the end of the array"),
        ] {
            let last = members(text).pop().and_then(std::result::Result::err).unwrap_or_default();
            assert_eq!(last, format!("x.json:1: cannot be read as JSON: {reason}"), "{text}");
        }
    }
}
