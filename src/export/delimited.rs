//! CSV and TSV.
//!
//! CSV is [RFC 4180](https://www.rfc-editor.org/rfc/rfc4180): CRLF at the end of a row, a value quoted when it holds
//! the delimiter, a quote or a line break, and never otherwise. TSV ends a row with LF and quotes by the same rule,
//! where other programs would lose a tab or a line break that stands in a value. Text is written byte by byte as it
//! came. A text and NULL look the same when both are empty and `Options::null` is.
//!
//! The `csv` crate writes into memory, and whole rows of it go on: of an answer that stops early nobody sees half a row.

use csv::{ByteRecord, Terminator, Writer, WriterBuilder};

use super::number::{push_hex, push_integer, push_real};
use super::visible::visible;
use super::{Options, Receipt, Sink, TableWriter};
use crate::error::{Error, Result};
use crate::table::{Cell, Column};

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Bytes of rows that are gathered before they go on.
const BATCH: usize = 64 << 10;

/// A writer of CSV: a comma between two values, unless the options say otherwise.
pub(super) fn open_csv(sink: Sink, options: &Options) -> Result<Box<dyn TableWriter>> {
    open(sink, options, b',', Terminator::CRLF)
}

/// As [`open_csv`], with a tab between two values and LF at the end of a row.
pub(super) fn open_tsv(sink: Sink, options: &Options) -> Result<Box<dyn TableWriter>> {
    open(sink, options, b'\t', if options.excel { Terminator::CRLF } else { Terminator::Any(b'\n') })
}

fn open(mut sink: Sink, options: &Options, delimiter: u8, line_end: Terminator) -> Result<Box<dyn TableWriter>> {
    let delimiter = options.delimiter.unwrap_or(delimiter);
    if !delimiter.is_ascii() || matches!(delimiter, b'"' | b'\r' | b'\n') {
        return Err(Error::usage(
            format!("`{}` cannot stand between two values", delimiter.escape_ascii()),
            "--delimiter takes one ASCII character that is no quote and no line break, such as `;`",
        ));
    }
    if options.excel {
        sink.buffer().extend_from_slice(BYTE_ORDER_MARK);
    }
    let mut builder = WriterBuilder::new();
    builder.delimiter(delimiter).terminator(line_end).flexible(true).buffer_capacity(BATCH);
    Ok(Box::new(Delimited {
        sink,
        writer: builder.from_writer(Vec::new()),
        builder,
        record: ByteRecord::new(),
        field: Vec::new(),
        options: options.clone(),
        receipt: Receipt::default(),
    }))
}

struct Delimited {
    sink: Sink,
    /// Rows that have not gone on.
    writer: Writer<Vec<u8>>,
    builder: WriterBuilder,
    record: ByteRecord,
    /// Room for a value that is not written as it is.
    field: Vec<u8>,
    options: Options,
    receipt: Receipt,
}

impl TableWriter for Delimited {
    fn header(&mut self, columns: &[Column]) -> Result<()> {
        match self.options.headers {
            true => self.line(columns.iter().map(|column| Cell::from(column.name.as_str()))),
            false => Ok(()),
        }
    }

    fn row(&mut self, cells: &[Cell<'_>]) -> Result<()> {
        self.receipt.rows += 1;
        self.line(cells.iter().copied())
    }

    fn finish(mut self: Box<Self>) -> Result<Receipt> {
        self.hand_on()?;
        self.sink.finish()?;
        Ok(self.receipt)
    }
}

impl Delimited {
    fn line<'a>(&mut self, cells: impl Iterator<Item = Cell<'a>>) -> Result<()> {
        self.record.clear();
        for cell in cells {
            self.push(cell);
        }
        self.writer.write_byte_record(&self.record).map_err(in_memory)?;
        // What the writer still holds is not counted: a batch may become twice as long.
        if self.writer.get_ref().len() >= BATCH { self.hand_on() } else { Ok(()) }
    }

    /// Hands on all rows that are complete.
    fn hand_on(&mut self) -> Result<()> {
        let empty = self.builder.from_writer(Vec::with_capacity(2 * BATCH));
        let rows = std::mem::replace(&mut self.writer, empty).into_inner();
        let rows = rows.map_err(|error| in_memory(error.into_error().into()))?;
        self.sink.buffer().extend_from_slice(&rows);
        self.sink.row_done()
    }

    fn push(&mut self, cell: Cell<'_>) {
        self.field.clear();
        match cell {
            Cell::Null => return self.record.push_field(self.options.null.as_bytes()),
            Cell::Text(text) => return self.push_text(text),
            Cell::Integer(value) => push_integer(&mut self.field, value),
            Cell::Real(value) => push_real(&mut self.field, value),
            Cell::Blob(bytes) => push_hex(&mut self.field, bytes),
        }
        self.record.push_field(&self.field);
    }

    fn push_text(&mut self, text: &[u8]) {
        let shown;
        let value = if self.options.escape {
            shown = visible(text);
            shown.as_bytes()
        } else {
            text
        };
        if self.options.excel && is_formula(text) {
            self.receipt.guarded_cells += 1;
            self.field.push(b'\'');
            self.field.extend_from_slice(value);
            self.record.push_field(&self.field);
        } else {
            self.record.push_field(value);
        }
    }
}

/// An error of a writer into memory; there is none but the end of the memory.
fn in_memory(error: csv::Error) -> Error {
    Error::file("output", "cannot write", std::io::Error::other(error))
}

/// Whether a spreadsheet program may run this text: it begins with `=`, `+`, `-`, `@`, one of their full-width
/// forms or NUL, be there white space before it or not, or with a tab or a line break
/// ([ASVS 5.0, 1.2.10](https://github.com/OWASP/ASVS)).
fn is_formula(text: &[u8]) -> bool {
    match text.first() {
        Some(b'\t' | b'\r' | b'\n') => return true,
        // Most texts are known by their first byte.
        Some(first) if first.is_ascii_alphanumeric() => return false,
        _ => {}
    }
    // The first chunk holds every character before the first byte that is no UTF-8.
    let head = text.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    let first = head.chars().find(|ch| !ch.is_whitespace() && !matches!(ch, '\u{feff}' | '\u{200b}'));
    matches!(first, Some('=' | '+' | '-' | '@' | '\0' | '＝' | '＋' | '－' | '＠'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_excel_would_run() {
        let formulas = [
            "=1+1",
            "=cmd|' /C calc'!A0",
            "=HYPERLINK(\"http://x\",\"y\")",
            "=",
            "==",
            "+1",
            "+49 30 1234",
            "-1",
            "-",
            "--help",
            "-2+3+cmd|' /C calc'!A0",
            "@SUM(A1)",
            "@",
            "\t=1",
            "\tplain",
            "\rplain",
            "\nplain",
            "\r\n=1",
            "\0",
            "\0=1",
            " =1",
            "    =1",
            " \t=1",
            " -",
            "\u{a0}=1",
            "\u{3000}@x",
            "\u{feff}=1",
            "\u{200b}+1",
            "＝1+1",
            "＋1",
            "－1",
            "＠x",
            " ＝1",
            "\u{b}=1",
            "\u{85}=1",
        ];
        let plain = [
            "", " ", "a", "1", "1=1", "a-b", "a@b.org", "'=1", "(=1)", "\"=1\"", "−1", "–dash", "—dash", "*", "/", "|",
            "%", ";=1", ",=1", "#REF", "日本", "é=",
        ];
        for text in formulas {
            assert!(is_formula(text.as_bytes()), "{text:?}");
        }
        for text in plain {
            assert!(!is_formula(text.as_bytes()), "{text:?}");
        }
    }

    #[test]
    fn looks_for_a_formula_before_the_first_bad_byte_only() {
        assert!(is_formula(b"=\xff"));
        assert!(is_formula(b"  -\xff"));
        assert!(!is_formula(b"\xff=1"));
        assert!(!is_formula(b"  \xff"));
    }
}
