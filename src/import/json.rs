//! The members of a JSON array, or of a file of one JSON value a line, one by one: a file may be larger than the memory.

mod head;
mod loose;

use std::io::BufRead;

use memchr::memchr2;

pub use self::head::Outline;
pub use self::loose::Loose;

use super::steps::broken;
use crate::error::{Error, Place, Result};

/// How large one member may be, in bytes.
const LARGEST: usize = 16 << 20;

/// How deep a member may be nested; serde_json stops there too.
const DEEPEST: u32 = 128;

/// How long a key, or a value that stands beside the array, may be to be kept, in bytes.
const LONGEST_KEPT: usize = 256;

/// The members of an array, or of the lines.
pub struct Members<R> {
    source: String,
    reader: R,
    line: u64,
    /// The key of the array in the outermost object; `None` when the array or the lines are all there is.
    key: Option<&'static str>,
    state: State,
    has_members: bool,
    member: Vec<u8>,
    beside: Vec<(String, String)>,
}

/// What is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing yet.
    Start,
    /// The array, which is the whole file.
    Array,
    /// One value a line.
    Lines,
    /// The object that holds the array.
    Object,
    /// The array in that object.
    Inner,
    /// Everything.
    Over,
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
        Self {
            source,
            reader,
            line: 1,
            key: None,
            state: State::Start,
            has_members: false,
            member: Vec::new(),
            beside: Vec::new(),
        }
    }

    /// As [`Members::new`], where the array may also be the value of this key in the outermost object.
    pub fn of_key(source: String, reader: R, key: &'static str) -> Self {
        Self { key: Some(key), ..Self::new(source, reader) }
    }

    /// A short value that stood beside the array so far, as the file writes it; `None` when there is none.
    pub fn beside(&self, key: &str) -> Option<&str> {
        self.beside.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
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
        self.read_value()?;
        Ok(Some((line, &self.member)))
    }

    /// Reads one object, array or text into `member`.
    fn read_value(&mut self) -> Result<()> {
        self.member.clear();
        let mut scan = Scan::default();
        while !scan.is_complete {
            let chunk = fill(&mut self.reader, &self.source, self.line)?;
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
        Ok(())
    }

    /// Goes to the brace that starts the next member; `false` when there is none.
    fn find_start(&mut self) -> Result<bool> {
        let mut has_comma = false;
        loop {
            let Some(byte) = self.peek()? else {
                return match self.state {
                    State::Array | State::Inner | State::Object => Err(self.broken("it ends before the array does")),
                    _ => Ok(false),
                };
            };
            match (self.state, byte) {
                (_, b' ' | b'\t' | b'\r' | b'\n') => {}
                // A byte-order mark may stand before everything.
                (State::Start, 0xef | 0xbb | 0xbf) => {}
                (State::Start, b'[') => self.state = State::Array,
                (State::Start, b'{') if self.key.is_some() => self.state = State::Object,
                (State::Start, b'{') => self.state = State::Lines,
                (State::Array, b']') if !has_comma => self.state = State::Over,
                (State::Inner, b']') if !has_comma => self.state = State::Object,
                (State::Array | State::Inner, b',') if self.has_members && !has_comma => has_comma = true,
                (State::Object, b'}') => self.state = State::Over,
                (State::Object, b',') => {}
                (State::Object, b'"') => {
                    self.read_entry()?;
                    continue;
                }
                (State::Array | State::Inner, b'{') if has_comma == self.has_members => {}
                (State::Lines, b'{') => {}
                (State::Over, _) => return Err(self.broken("something stands behind its end")),
                _ => return Err(self.broken("it is no array of records in braces")),
            }
            if byte == b'{' && matches!(self.state, State::Array | State::Inner | State::Lines) {
                self.has_members = true;
                return Ok(true);
            }
            self.bump(byte);
        }
    }

    /// Reads a key of the outermost object and its value, or up to the first member where the value is the array.
    fn read_entry(&mut self) -> Result<()> {
        self.read_value()?;
        let key: String = serde_json::from_slice(&self.member).map_err(|error| self.broken(&reason(&error)))?;
        if self.peek_mark()? != Some(b':') {
            return Err(self.broken("a key has no value"));
        }
        self.bump(b':');
        match self.peek_mark()? {
            Some(b'[') if self.key == Some(key.as_str()) => {
                self.bump(b'[');
                self.state = State::Inner;
                self.has_members = false;
                return Ok(());
            }
            Some(b'"' | b'{' | b'[') => self.read_value()?,
            _ => {
                self.member.clear();
                while let Some(byte) = self.peek()?.filter(|byte| !b",}] \t\r\n".contains(byte)) {
                    if self.member.len() <= LONGEST_KEPT {
                        self.member.push(byte);
                    }
                    self.bump(byte);
                }
            }
        }
        if key.len() <= LONGEST_KEPT && self.member.len() <= LONGEST_KEPT && self.beside.len() < LONGEST_KEPT {
            self.beside.push((key, String::from_utf8_lossy(&self.member).into_owned()));
        }
        Ok(())
    }

    fn peek(&mut self) -> Result<Option<u8>> {
        Ok(fill(&mut self.reader, &self.source, self.line)?.first().copied())
    }

    /// The next byte that is no white space.
    fn peek_mark(&mut self) -> Result<Option<u8>> {
        while let Some(byte) = self.peek()?.filter(u8::is_ascii_whitespace) {
            self.bump(byte);
        }
        self.peek()
    }

    /// Passes over the byte that was peeked at.
    fn bump(&mut self, byte: u8) {
        self.line += u64::from(byte == b'\n');
        self.reader.consume(1);
    }

    fn broken(&self, reason: &str) -> Error {
        broken(Place::line(self.source.clone(), self.line), "JSON", reason)
    }
}

fn fill<'a>(reader: &'a mut impl BufRead, source: &str, line: u64) -> Result<&'a [u8]> {
    reader.fill_buf().map_err(|error| broken(Place::line(source, line), "JSON", error))
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
                    Some(b'"') => {
                        self.in_string = false;
                        self.is_complete = self.depth == 0;
                    }
                    _ => self.is_escaped = true,
                }
                if self.is_complete {
                    return at + 1;
                }
            } else {
                match byte {
                    b'"' => self.in_string = true,
                    b'{' | b'[' => self.depth = self.depth.saturating_add(1),
                    b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                    _ => {}
                }
                if self.depth == 0 && !self.in_string {
                    self.is_complete = true;
                    return at + 1;
                }
            }
            at += 1;
        }
        at
    }
}

/// Why a member is not of the shape that was looked for.
pub fn in_words(error: &serde_json::Error) -> String {
    format!("cannot be read: {}", reason(error))
}

/// What serde_json has to say, without the place: that of a member says nothing about the file.
pub fn reason(error: &serde_json::Error) -> String {
    error.to_string().split(" at line ").next().unwrap_or_default().to_owned()
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
    fn finds_the_members_of_an_array_in_an_object() {
        let text = "{\"count\": 2, \"next\": null,\n \"results\": [{\"a\": 1},\n{}], \"other\": {\"results\": [{}]}}";
        let mut members = Members::of_key("x.json".into(), text.as_bytes(), "results");
        let mut found = Vec::new();
        while let Some((line, member)) = members.next().unwrap() {
            found.push((line, String::from_utf8_lossy(member).into_owned()));
        }
        assert_eq!(found, [(2, "{\"a\": 1}".into()), (3, "{}".into())]);
        assert_eq!(
            (members.beside("count"), members.beside("next"), members.beside("x")),
            (Some("2"), Some("null"), None)
        );
        for text in ["{\"results\": [{}]", "{\"results\": [{}", "{\"count\"}", "{\"results\": [}"] {
            let mut members = Members::of_key("x.json".into(), text.as_bytes(), "results");
            assert!(
                std::iter::from_fn(|| members.next().map(|member| member.map(drop)).transpose())
                    .any(|member| member.is_err()),
                "{text}"
            );
        }
    }

    #[test]
    fn complains_of_what_is_cut_short_or_no_array() {
        for (text, reason) in [
            ("[{\"a\": 1", "it ends in the middle of a record"),
            ("[{\"a\": 1},", "it ends before the array does"),
            ("[{} {}]", "it is no array of records in braces"),
            ("[{},]", "it is no array of records in braces"),
            ("[1]", "it is no array of records in braces"),
            ("[{}] x", "something stands behind its end"),
        ] {
            let last = members(text).pop().and_then(std::result::Result::err).unwrap_or_default();
            assert_eq!(last, format!("x.json:1: cannot be read as JSON: {reason}"), "{text}");
        }
    }
}
