//! CSV and TSV.
//!
//! CSV is [RFC 4180](https://www.rfc-editor.org/rfc/rfc4180): CRLF at the end of a row, a value quoted when it holds
//! the delimiter, a quote or a line break, and never otherwise. TSV ends a row with LF and quotes by the same rule,
//! where other programs would lose a tab or a line break that stands in a value. Text is written byte by byte as it
//! came. A text and NULL look the same when both are empty and `Options::null` is.
//!
//! The rows are put together here, as fast as the `csv` crate does it, because that hands its buffer on in the middle
//! of a row: of an answer that stops early only whole rows are to be seen. The tests read back with that crate.

use super::number::{push_hex, push_integer, push_real};
use super::visible::visible;
use super::{Options, Receipt, Sink, TableWriter};
use crate::error::{Error, Result};
use crate::table::{Cell, Column};

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// A writer of CSV: a comma between two values, unless the options say otherwise.
pub(super) fn open_csv(sink: Sink, options: &Options) -> Result<Box<dyn TableWriter>> {
    open(sink, options, b',', "\r\n")
}

/// As [`open_csv`], with a tab between two values and LF at the end of a row.
pub(super) fn open_tsv(sink: Sink, options: &Options) -> Result<Box<dyn TableWriter>> {
    open(sink, options, b'\t', if options.excel { "\r\n" } else { "\n" })
}

fn open(mut sink: Sink, options: &Options, delimiter: u8, line_end: &'static str) -> Result<Box<dyn TableWriter>> {
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
    let spelling = Spelling {
        delimiter,
        // With such a delimiter a number may need quotes; it is then treated as text.
        quotes_numbers: delimiter.is_ascii_alphanumeric() || matches!(delimiter, b'-' | b'.'),
        null: options.null.as_bytes().to_vec(),
        excel: options.excel,
        escape: options.escape,
    };
    Ok(Box::new(Delimited { sink, spelling, line_end, headers: options.headers, receipt: Receipt::default() }))
}

struct Delimited {
    sink: Sink,
    spelling: Spelling,
    line_end: &'static str,
    headers: bool,
    receipt: Receipt,
}

/// How a value is spelt.
struct Spelling {
    delimiter: u8,
    quotes_numbers: bool,
    null: Vec<u8>,
    excel: bool,
    escape: bool,
}

impl TableWriter for Delimited {
    fn header(&mut self, columns: &[Column]) -> Result<()> {
        match self.headers {
            true => self.line(columns.iter().map(|column| Cell::from(column.name.as_str()))),
            false => Ok(()),
        }
    }

    fn row(&mut self, cells: &[Cell<'_>]) -> Result<()> {
        self.receipt.rows += 1;
        self.line(cells.iter().copied())
    }

    fn finish(self: Box<Self>) -> Result<Receipt> {
        self.sink.finish()?;
        Ok(self.receipt)
    }
}

impl Delimited {
    fn line<'a>(&mut self, cells: impl Iterator<Item = Cell<'a>>) -> Result<()> {
        let out = self.sink.buffer();
        let start = out.len();
        let mut guarded = 0;
        for (index, cell) in cells.enumerate() {
            if index > 0 {
                out.push(self.spelling.delimiter);
            }
            guarded += self.spelling.push(out, cell);
        }
        if out.len() == start {
            // A single empty value is not the same as an empty line, which readers skip.
            out.extend_from_slice(b"\"\"");
        }
        out.extend_from_slice(self.line_end.as_bytes());
        self.receipt.guarded_cells += guarded;
        self.sink.row_done()
    }
}

impl Spelling {
    /// Appends one value; returns how many formulas were guarded, 0 or 1.
    fn push(&self, out: &mut Vec<u8>, cell: Cell<'_>) -> u64 {
        match cell {
            Cell::Null => self.push_quoted(out, &self.null),
            Cell::Text(text) => return self.push_text(out, text),
            _ if self.quotes_numbers => {
                let mut digits = Vec::new();
                push_number(&mut digits, cell);
                self.push_quoted(out, &digits);
            }
            _ => push_number(out, cell),
        }
        0
    }

    fn push_text(&self, out: &mut Vec<u8>, text: &[u8]) -> u64 {
        let shown;
        let value = if self.escape {
            shown = visible(text);
            shown.as_bytes()
        } else {
            text
        };
        if self.excel && is_formula(text) {
            self.push_quoted(out, &[b"'", value].concat());
            return 1;
        }
        self.push_quoted(out, value);
        0
    }

    /// Appends a value, in quotes if it needs them.
    fn push_quoted(&self, out: &mut Vec<u8>, value: &[u8]) {
        // Looking at every byte without a way out early lets the compiler look at sixteen at a time.
        let needs_quotes = value.iter().fold(false, |found, &byte| {
            found | (byte == self.delimiter) | (byte == b'"') | (byte == b'\n') | (byte == b'\r')
        });
        if !needs_quotes {
            out.extend_from_slice(value);
            return;
        }
        out.push(b'"');
        for (index, part) in value.split(|byte| *byte == b'"').enumerate() {
            if index > 0 {
                out.extend_from_slice(b"\"\"");
            }
            out.extend_from_slice(part);
        }
        out.push(b'"');
    }
}

fn push_number(out: &mut Vec<u8>, cell: Cell<'_>) {
    match cell {
        Cell::Integer(value) => push_integer(out, value),
        Cell::Real(value) => push_real(out, value),
        Cell::Blob(bytes) => push_hex(out, bytes),
        Cell::Null | Cell::Text(_) => {}
    }
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
