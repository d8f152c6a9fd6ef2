//! JSON: one array of objects, or an object a line.
//!
//! The array too has an object a line, so that both can be read by line. Whole numbers are exact; a real that JSON has
//! no word for is `null`; bytes are hexadecimal; what is no UTF-8 in a text is U+FFFD. A name that stands twice among
//! the columns gets `_2`, `_3`: an object cannot have it twice. Text that happens to hold JSON stays a string.

use std::collections::HashSet;

use super::number::{push_hex, push_integer, push_real};
use super::visible::is_hidden;
use super::{Options, Receipt, Sink, TableWriter};
use crate::error::Result;
use crate::table::{Cell, Column};

/// A writer of one array.
pub(super) fn open_array(sink: Sink, options: &Options) -> Result<Box<dyn TableWriter>> {
    options.without_spreadsheet_flags("json")?;
    Ok(Json::boxed(sink, options, Frame { before_first: "[\n", between: ",\n", after_last: "\n]\n", empty: "[]\n" }))
}

/// A writer of lines.
pub(super) fn open_lines(sink: Sink, options: &Options) -> Result<Box<dyn TableWriter>> {
    options.without_spreadsheet_flags("jsonl")?;
    Ok(Json::boxed(sink, options, Frame { before_first: "", between: "\n", after_last: "\n", empty: "" }))
}

/// What stands around the objects.
struct Frame {
    before_first: &'static str,
    between: &'static str,
    after_last: &'static str,
    empty: &'static str,
}

struct Json {
    sink: Sink,
    frame: Frame,
    escape: bool,
    /// The start of each member: `"title":`, `,"pages":`.
    keys: Vec<Vec<u8>>,
    receipt: Receipt,
}

impl Json {
    fn boxed(sink: Sink, options: &Options, frame: Frame) -> Box<dyn TableWriter> {
        Box::new(Self { sink, frame, escape: options.escape, keys: Vec::new(), receipt: Receipt::default() })
    }
}

impl TableWriter for Json {
    fn header(&mut self, columns: &[Column]) -> Result<()> {
        self.keys = distinct(columns)
            .iter()
            .enumerate()
            .map(|(index, name)| {
                let mut key = if index == 0 { Vec::new() } else { b",".to_vec() };
                push_string(&mut key, name, self.escape);
                key.push(b':');
                key
            })
            .collect();
        Ok(())
    }

    fn row(&mut self, cells: &[Cell<'_>]) -> Result<()> {
        let out = self.sink.buffer();
        let before = if self.receipt.rows == 0 { self.frame.before_first } else { self.frame.between };
        out.extend_from_slice(before.as_bytes());
        out.push(b'{');
        for (key, cell) in self.keys.iter().zip(cells) {
            out.extend_from_slice(key);
            push_value(out, *cell, self.escape);
        }
        out.push(b'}');
        self.receipt.rows += 1;
        self.sink.row_done()
    }

    fn finish(mut self: Box<Self>) -> Result<Receipt> {
        let end = if self.receipt.rows == 0 { self.frame.empty } else { self.frame.after_last };
        self.sink.buffer().extend_from_slice(end.as_bytes());
        self.sink.finish()?;
        Ok(self.receipt)
    }
}

/// The names of the columns, each a different one: `a`, `a_2`, `a_3`. A name that stands there already is passed over.
fn distinct(columns: &[Column]) -> Vec<String> {
    let mut taken: HashSet<String> = columns.iter().map(|column| column.name.clone()).collect();
    let mut used = HashSet::new();
    let mut names = Vec::with_capacity(columns.len());
    for column in columns {
        if used.insert(column.name.as_str()) {
            names.push(column.name.clone());
            continue;
        }
        let free = (2_u64..).map(|number| format!("{}_{number}", column.name)).find(|name| !taken.contains(name));
        let name = free.expect("there are more numbers than columns");
        taken.insert(name.clone());
        names.push(name);
    }
    names
}

fn push_value(out: &mut Vec<u8>, cell: Cell<'_>, escape: bool) {
    match cell {
        Cell::Integer(value) => push_integer(out, value),
        Cell::Real(value) if value.is_finite() => push_real(out, value),
        Cell::Null | Cell::Real(_) => out.extend_from_slice(b"null"),
        Cell::Text(text) => push_string(out, &String::from_utf8_lossy(text), escape),
        Cell::Blob(bytes) => {
            out.push(b'"');
            push_hex(out, bytes);
            out.push(b'"');
        }
    }
}

/// Appends a JSON string. With `escape`, every hidden character is written by its number.
fn push_string(out: &mut Vec<u8>, text: &str, escape: bool) {
    if !escape || !text.chars().any(is_hidden) {
        serde_json::to_writer(out, text).expect("memory takes every byte and a text is always JSON");
        return;
    }
    out.push(b'"');
    for ch in text.chars() {
        match ch {
            '"' => out.extend_from_slice(br#"\""#),
            '\\' => out.extend_from_slice(br"\\"),
            '\n' => out.extend_from_slice(br"\n"),
            '\r' => out.extend_from_slice(br"\r"),
            '\t' => out.extend_from_slice(br"\t"),
            _ if is_hidden(ch) => {
                for unit in ch.encode_utf16(&mut [0; 2]) {
                    out.extend_from_slice(format!("\\u{unit:04x}").as_bytes());
                }
            }
            _ => out.extend_from_slice(ch.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_every_column_a_name_of_its_own() {
        let table: &[(&[&str], &[&str])] = &[
            (&["a", "b"], &["a", "b"]),
            (&["a", "a", "a"], &["a", "a_2", "a_3"]),
            (&["a", "a", "a_2"], &["a", "a_3", "a_2"]),
            (&["a_2", "a", "a", "a_2"], &["a_2", "a", "a_3", "a_2_2"]),
            (&["", ""], &["", "_2"]),
        ];
        for (names, expected) in table {
            let columns: Vec<Column> = names.iter().map(|name| Column::named(*name)).collect();
            assert_eq!(distinct(&columns), *expected);
        }
    }

    #[test]
    fn writes_for_a_terminal_what_reads_back_as_the_same_text() {
        for ch in (0..=0x10_ffff).filter_map(char::from_u32) {
            let text = format!("a{ch}b");
            let mut out = Vec::new();
            push_string(&mut out, &text, true);
            assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), text);
            assert!(!String::from_utf8(out).unwrap().chars().any(is_hidden));
        }
    }
}
