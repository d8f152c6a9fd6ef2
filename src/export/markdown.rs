//! A table in Markdown, as [GitHub](https://github.github.com/gfm/#tables-extension-) shows it.
//!
//! Pipes, backslashes and `<` are escaped and line breaks are `<br>`, so that a text stays in its cell and no part of
//! it is taken for HTML. Other marks of Markdown in a text are left to mean what they mean. Without headers there are
//! the rows alone, to go below a table that is there already.

use super::number::{push_hex, push_integer, push_real};
use super::visible::visible;
use super::{Options, Receipt, Sink, TableWriter};
use crate::error::Result;
use crate::table::{Cell, Column};

/// A writer of one table.
pub(super) fn open(sink: Sink, options: &Options) -> Result<Box<dyn TableWriter>> {
    options.without_spreadsheet_flags("markdown")?;
    Ok(Box::new(Markdown { sink, options: options.clone(), receipt: Receipt::default() }))
}

struct Markdown {
    sink: Sink,
    options: Options,
    receipt: Receipt,
}

impl TableWriter for Markdown {
    fn header(&mut self, columns: &[Column]) -> Result<()> {
        if !self.options.headers {
            return Ok(());
        }
        self.line(columns.iter().map(|column| Cell::from(column.name.as_str())))?;
        let rule = format!("|{}\n", " --- |".repeat(columns.len()));
        self.sink.buffer().extend_from_slice(rule.as_bytes());
        Ok(())
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

impl Markdown {
    fn line<'a>(&mut self, cells: impl Iterator<Item = Cell<'a>>) -> Result<()> {
        let out = self.sink.buffer();
        out.push(b'|');
        for cell in cells {
            out.push(b' ');
            match cell {
                Cell::Null => push_text(out, self.options.null.as_bytes()),
                Cell::Integer(value) => push_integer(out, value),
                Cell::Real(value) => push_real(out, value),
                Cell::Blob(bytes) => push_hex(out, bytes),
                Cell::Text(text) if self.options.escape => push_text(out, visible(text).as_bytes()),
                Cell::Text(text) => push_text(out, text),
            }
            out.extend_from_slice(b" |");
        }
        out.push(b'\n');
        self.sink.row_done()
    }
}

fn push_text(out: &mut Vec<u8>, text: &[u8]) {
    let mut bytes = text.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'|' | b'\\' | b'<' => out.extend([b'\\', byte]),
            b'\r' if bytes.peek() == Some(&b'\n') => {}
            b'\r' | b'\n' => out.extend_from_slice(b"<br>"),
            _ => out.push(byte),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_a_text_in_its_cell() {
        let table: &[(&str, &str)] = &[
            ("plain", "plain"),
            ("a|b", r"a\|b"),
            (r"a\|b", r"a\\\|b"),
            (r"C:\", r"C:\\"),
            ("one\ntwo\r\nthree\rfour", "one<br>two<br>three<br>four"),
            ("\r\r\n\n", "<br><br><br>"),
            ("p < 0.05 <!-- <b>", r"p \< 0.05 \<!-- \<b>"),
            ("*x* `y` _z_", "*x* `y` _z_"),
        ];
        for (text, expected) in table {
            let mut out = Vec::new();
            push_text(&mut out, text.as_bytes());
            assert_eq!(String::from_utf8(out).unwrap(), *expected);
        }
    }
}
