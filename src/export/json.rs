//! JSON: one array of objects, or one object a line. A value that is not known is `null`, bytes that are no text are
//! hexadecimal, and a number that JSON does not have (infinity) is `null`. A heading that stands twice gets `_2`.

use std::collections::HashSet;
use std::io::{BufWriter, Write};

use super::printable::is_hidden;
use super::sink::{Sink, in_words};
use super::{Format, Options, Receipt, TableWriter, hex, refuse_delimited_options};
use crate::error::Result;
use crate::table::{Cell, Column};

/// One array of objects.
pub const ARRAY: Format = Format {
    name: "json",
    about: "one JSON array with an object a row",
    extensions: &["json"],
    open: |sink, options| open("json", Layout::Array, sink, options),
};

/// One object a line.
pub const LINES: Format = Format {
    name: "jsonl",
    about: "one JSON object a line",
    extensions: &["jsonl", "ndjson"],
    open: |sink, options| open("jsonl", Layout::Lines, sink, options),
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    Array,
    Lines,
}

struct Json {
    out: BufWriter<Sink>,
    layout: Layout,
    is_terminal: bool,
    /// Each heading as a JSON text.
    keys: Vec<String>,
    receipt: Receipt,
}

fn open(name: &str, layout: Layout, sink: Sink, options: &Options) -> Result<Box<dyn TableWriter>> {
    refuse_delimited_options(name, options)?;
    Ok(Box::new(Json {
        out: BufWriter::with_capacity(64 << 10, sink),
        layout,
        is_terminal: options.is_terminal,
        keys: Vec::new(),
        receipt: Receipt::default(),
    }))
}

impl Json {
    fn text(&self, text: &[u8]) -> String {
        let json = serde_json::Value::from(String::from_utf8_lossy(text)).to_string();
        if !self.is_terminal {
            return json;
        }
        // Control characters below U+0020 are escaped in any JSON; the others act on a terminal.
        let mut shown = String::with_capacity(json.len());
        for mark in json.chars() {
            if is_hidden(mark) { shown.push_str(&format!("\\u{:04x}", u32::from(mark))) } else { shown.push(mark) }
        }
        shown
    }

    fn line(&mut self, cells: &[Cell<'_>]) -> String {
        let mut line = String::from("{");
        for (index, (key, cell)) in self.keys.iter().zip(cells).enumerate() {
            if index > 0 {
                line.push_str(", ");
            }
            line.push_str(key);
            line.push_str(": ");
            match cell {
                Cell::Null => line.push_str("null"),
                Cell::Integer(number) => line.push_str(&number.to_string()),
                Cell::Real(number) => line.push_str(&serde_json::Value::from(*number).to_string()),
                Cell::Text(text) => line.push_str(&self.text(text)),
                Cell::Blob(bytes) => line.push_str(&self.text(hex(bytes).as_bytes())),
            }
        }
        line.push('}');
        line
    }
}

impl TableWriter for Json {
    fn header(&mut self, columns: &[Column]) -> Result<()> {
        let mut taken: HashSet<String> = HashSet::new();
        for column in columns {
            let mut name = column.name.clone();
            let mut number = 1;
            while !taken.insert(name.clone()) {
                number += 1;
                name = format!("{}_{number}", column.name);
            }
            self.keys.push(self.text(name.as_bytes()));
        }
        match self.layout {
            Layout::Array => self.out.write_all(b"[").map_err(in_words),
            Layout::Lines => Ok(()),
        }
    }

    fn row(&mut self, cells: &[Cell<'_>]) -> Result<()> {
        let line = self.line(cells);
        let (before, behind): (&[u8], &[u8]) = match (self.layout, self.receipt.rows) {
            (Layout::Lines, _) => (b"", b"\n"),
            (Layout::Array, 0) => (b"\n", b""),
            (Layout::Array, _) => (b",\n", b""),
        };
        self.receipt.rows += 1;
        let parts = [before, line.as_bytes(), behind];
        parts.into_iter().try_for_each(|part| self.out.write_all(part)).map_err(in_words)
    }

    fn finish(mut self: Box<Self>) -> Result<Receipt> {
        if self.layout == Layout::Array {
            let end: &[u8] = if self.receipt.rows == 0 { b"]\n" } else { b"\n]\n" };
            self.out.write_all(end).map_err(in_words)?;
        }
        let sink = self.out.into_inner().map_err(|error| in_words(error.into_error()))?;
        sink.finish()?;
        Ok(self.receipt)
    }
}
