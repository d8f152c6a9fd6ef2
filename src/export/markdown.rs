//! A table as GitHub and most wikis read it: pipes and backslashes are escaped, a line break is `<br>`.

use std::io::{BufWriter, Write};

use super::printable::printable;
use super::sink::{Sink, in_words};
use super::{Format, Options, Receipt, TableWriter, refuse_delimited_options, text_of};
use crate::error::Result;
use crate::table::{Cell, Column};

/// The format.
pub const FORMAT: Format = Format {
    name: "markdown",
    about: "a Markdown table, for a web page or a mail",
    extensions: &["md", "markdown"],
    open,
};

struct Markdown {
    out: BufWriter<Sink>,
    options: Options,
    receipt: Receipt,
}

fn open(sink: Sink, options: &Options) -> Result<Box<dyn TableWriter>> {
    refuse_delimited_options(FORMAT.name, options)?;
    Ok(Box::new(Markdown { out: BufWriter::new(sink), options: options.clone(), receipt: Receipt::default() }))
}

impl Markdown {
    fn line<'a>(&mut self, cells: impl Iterator<Item = std::borrow::Cow<'a, str>>) -> Result<()> {
        let mut line = String::from("|");
        for cell in cells {
            let escaped =
                cell.replace('\\', "\\\\").replace('|', "\\|").replace("\r\n", "<br>").replace(['\n', '\r'], "<br>");
            line.push(' ');
            line.push_str(
                if self.options.is_terminal { printable(&escaped) } else { escaped.as_str().into() }.as_ref(),
            );
            line.push_str(" |");
        }
        line.push('\n');
        self.out.write_all(line.as_bytes()).map_err(in_words)
    }
}

impl TableWriter for Markdown {
    fn header(&mut self, columns: &[Column]) -> Result<()> {
        // A Markdown table has a heading; without one it is an empty line of cells.
        let name = |column: &Column| if self.options.headers { column.name.clone() } else { String::new() };
        let names: Vec<String> = columns.iter().map(name).collect();
        self.line(names.iter().map(|name| name.as_str().into()))?;
        self.line(columns.iter().map(|_| "---".into()))
    }

    fn row(&mut self, cells: &[Cell<'_>]) -> Result<()> {
        self.receipt.rows += 1;
        let null = self.options.null.clone();
        self.line(cells.iter().map(|cell| text_of(cell, &null)))
    }

    fn finish(self: Box<Self>) -> Result<Receipt> {
        let sink = self.out.into_inner().map_err(|error| in_words(error.into_error()))?;
        sink.finish()?;
        Ok(self.receipt)
    }
}
