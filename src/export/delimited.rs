//! CSV and TSV, as RFC 4180 has them: CR LF ends a line, a field with a quote, a delimiter or a line break is quoted.
//!
//! A value that is not known is an empty field, or the text of `--null`. Bytes that are no text are hexadecimal. TSV
//! differs in its delimiter and ends lines with LF; a tab or a line break within a field is quoted, as in CSV.

use csv::{ByteRecord, Terminator, Writer, WriterBuilder};

use super::printable::printable;
use super::sink::{Sink, in_words};
use super::{Format, Options, Receipt, TableWriter, hex, real};
use crate::error::{Error, Result};
use crate::table::{Cell, Column};

/// The format with commas.
pub const CSV: Format = Format {
    name: "csv",
    about: "comma-separated values (RFC 4180); with --excel as Excel opens them well",
    extensions: &["csv"],
    open: |sink, options| open(sink, options, b',', Terminator::CRLF),
};

/// The format with tabs.
pub const TSV: Format = Format {
    name: "tsv",
    about: "tab-separated values",
    extensions: &["tsv", "tab"],
    open: |sink, options| open(sink, options, b'\t', Terminator::Any(b'\n')),
};

/// Bytes that are gathered before they are written.
const BUFFER: usize = 64 << 10;

struct Delimited {
    writer: Writer<Sink>,
    record: ByteRecord,
    options: Options,
    receipt: Receipt,
    /// Room for a field that is not written as it is.
    field: Vec<u8>,
}

fn open(mut sink: Sink, options: &Options, delimiter: u8, end: Terminator) -> Result<Box<dyn TableWriter>> {
    let delimiter = options.delimiter.unwrap_or(delimiter);
    if !delimiter.is_ascii() || matches!(delimiter, b'"' | b'\r' | b'\n' | 0) {
        return Err(Error::usage(
            "--delimiter takes one ASCII character that is no quote and no line break",
            "write --delimiter ';' or --delimiter tab",
        ));
    }
    if options.excel {
        std::io::Write::write_all(&mut sink, "\u{feff}".as_bytes()).map_err(in_words)?;
    }
    let end = if options.excel { Terminator::CRLF } else { end };
    let writer = WriterBuilder::new()
        .delimiter(delimiter)
        .terminator(end)
        .buffer_capacity(BUFFER)
        .flexible(true)
        .from_writer(sink);
    Ok(Box::new(Delimited {
        writer,
        record: ByteRecord::new(),
        options: options.clone(),
        receipt: Receipt::default(),
        field: Vec::new(),
    }))
}

impl Delimited {
    fn push_text(&mut self, text: &[u8]) {
        self.field.clear();
        if self.options.excel && is_formula(text) {
            self.receipt.guarded_cells += 1;
            self.field.push(b'\'');
        }
        if self.options.is_terminal {
            let lossy = String::from_utf8_lossy(text);
            self.field.extend_from_slice(printable(&lossy).as_bytes());
        } else if self.field.is_empty() {
            self.record.push_field(text);
            return;
        } else {
            self.field.extend_from_slice(text);
        }
        self.record.push_field(&self.field);
    }

    fn write(&mut self) -> Result<()> {
        let written = self.writer.write_byte_record(&self.record);
        self.record.clear();
        written.map_err(csv_in_words)
    }
}

impl TableWriter for Delimited {
    fn header(&mut self, columns: &[Column]) -> Result<()> {
        if !self.options.headers {
            return Ok(());
        }
        for column in columns {
            self.push_text(column.name.as_bytes());
        }
        self.write()
    }

    fn row(&mut self, cells: &[Cell<'_>]) -> Result<()> {
        let mut digits = itoa::Buffer::new();
        for cell in cells {
            match cell {
                Cell::Null => self.record.push_field(self.options.null.as_bytes()),
                Cell::Integer(number) => self.record.push_field(digits.format(*number).as_bytes()),
                Cell::Real(number) => self.record.push_field(real(*number).as_bytes()),
                Cell::Text(text) => self.push_text(text),
                Cell::Blob(bytes) => self.record.push_field(hex(bytes).as_bytes()),
            }
        }
        self.receipt.rows += 1;
        self.write()
    }

    fn finish(self: Box<Self>) -> Result<Receipt> {
        let sink = self.writer.into_inner().map_err(|error| in_words(error.into_error()))?;
        sink.finish()?;
        Ok(self.receipt)
    }
}

fn csv_in_words(error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => in_words(error),
        other => in_words(std::io::Error::other(format!("{other:?}"))),
    }
}

/// Whether a spreadsheet may take a text for a formula or a command, also behind spaces (OWASP ASVS 1.2.10 names
/// `=`, `+`, `-`, `@`, TAB and NUL; line breaks and the full-width forms act alike).
fn is_formula(text: &[u8]) -> bool {
    let lossy = String::from_utf8_lossy(text.get(..64.min(text.len())).unwrap_or_default());
    let starts =
        |mark: char| matches!(mark, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\0' | '＝' | '＋' | '－' | '＠');
    lossy.starts_with(starts) || lossy.trim_start().starts_with(starts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_a_spreadsheet_takes_for_a_formula() {
        let formulas = [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "\0=1",
            " =1",
            "   -x",
            "\u{a0}=1",
            "＝1",
            "＋1",
            "－1",
            "＠x",
            "=HYPERLINK(\"http://x\")",
            "-",
            "@BENCH: a title",
        ];
        let texts = ["Wei Zhu", "1+1", "a=b", "'=1", "", " ", "\"=1\"", "Germán", "#REF!", "1-2", "江"];
        for formula in formulas {
            assert!(is_formula(formula.as_bytes()), "{formula:?}");
        }
        for text in texts {
            assert!(!is_formula(text.as_bytes()), "{text:?}");
        }
    }
}
