//! A table for the eye: columns side by side, as wide as the terminal and no wider.
//!
//! The first rows settle the widths, the others stream. Numbers stand to the right. A text that is too long ends in
//! `…`; line breaks, other control characters and what would turn the text around are shown by their numbers. Where
//! the columns do not fit however short they are cut, each row becomes a record of a line a column.

use super::layout::{Columns, Kind, Piece};
use super::measure::width;
use super::number::{push_hex, push_integer, push_real};
use super::records::Records;
use super::visible::visible;
use super::{Options, Receipt, Sink, TableWriter};
use crate::error::Result;
use crate::table::{Cell, Column};

/// The rows that are looked at before the widths are settled.
const SAMPLE_ROWS: usize = 1_000;

/// The bytes of text that are kept at most while looking at them; one row is always kept.
const SAMPLE_BYTES: usize = 1 << 20;

/// A writer of one table.
pub(super) fn open(sink: Sink, options: &Options) -> Result<Box<dyn TableWriter>> {
    options.without_spreadsheet_flags("table")?;
    Ok(Box::new(Table {
        sink,
        options: options.clone(),
        names: Vec::new(),
        sample: Vec::new(),
        sample_bytes: 0,
        layout: None,
        line: String::new(),
        receipt: Receipt::default(),
    }))
}

struct Table {
    sink: Sink,
    options: Options,
    names: Vec<Piece>,
    sample: Vec<Vec<Piece>>,
    sample_bytes: usize,
    /// `None` while the sample is being taken.
    layout: Option<Layout>,
    line: String,
    receipt: Receipt,
}

enum Layout {
    Columns(Columns),
    Records(Records),
}

impl TableWriter for Table {
    fn header(&mut self, columns: &[Column]) -> Result<()> {
        self.names = columns.iter().map(|column| piece(column.name.as_bytes(), Kind::Neutral)).collect();
        Ok(())
    }

    fn row(&mut self, cells: &[Cell<'_>]) -> Result<()> {
        let row: Vec<Piece> = cells.iter().map(|cell| self.piece(*cell)).collect();
        match &mut self.layout {
            Some(Layout::Columns(columns)) => columns.make_room(&row),
            Some(Layout::Records(_)) => {}
            None => {
                self.sample_bytes += row.iter().map(|piece| piece.text.len()).sum::<usize>();
                self.sample.push(row);
                let enough = self.sample.len() >= SAMPLE_ROWS || self.sample_bytes >= SAMPLE_BYTES;
                return if enough { self.settle() } else { Ok(()) };
            }
        }
        self.write(&row)
    }

    fn finish(mut self: Box<Self>) -> Result<Receipt> {
        if self.layout.is_none() {
            self.settle()?;
        }
        self.sink.finish()?;
        Ok(self.receipt)
    }
}

impl Table {
    /// Decides on the layout and writes what has waited for it.
    fn settle(&mut self) -> Result<()> {
        let rows = std::mem::take(&mut self.sample);
        self.layout = match (Columns::for_rows(&self.names, &rows, self.options.width), self.options.width) {
            (None, Some(room)) => Some(Layout::Records(Records::for_names(&self.names, room))),
            (columns, _) => columns.map(Layout::Columns),
        };
        if let Some(Layout::Columns(columns)) = &self.layout
            && self.options.headers
        {
            self.line.clear();
            columns.push_row(&mut self.line, &self.names);
            columns.push_rule(&mut self.line);
            self.sink.buffer().extend_from_slice(self.line.as_bytes());
        }
        rows.iter().try_for_each(|row| self.write(row))
    }

    fn write(&mut self, row: &[Piece]) -> Result<()> {
        self.receipt.rows += 1;
        self.line.clear();
        match &self.layout {
            Some(Layout::Columns(columns)) => columns.push_row(&mut self.line, row),
            Some(Layout::Records(records)) => {
                records.push_record(&mut self.line, &self.names, row, self.receipt.rows);
            }
            None => {}
        }
        self.sink.buffer().extend_from_slice(self.line.as_bytes());
        self.sink.row_done()
    }

    fn piece(&self, cell: Cell<'_>) -> Piece {
        let mut number = Vec::new();
        match cell {
            Cell::Null => return piece(self.options.null.as_bytes(), Kind::Neutral),
            Cell::Text(text) => return piece(text, Kind::Text),
            Cell::Blob(bytes) => {
                push_hex(&mut number, bytes);
                return piece(&number, Kind::Text);
            }
            Cell::Integer(value) => push_integer(&mut number, value),
            Cell::Real(value) => push_real(&mut number, value),
        }
        piece(&number, Kind::Number)
    }
}

fn piece(text: &[u8], kind: Kind) -> Piece {
    let text = visible(text).into_owned();
    Piece { width: width(&text), text, kind }
}
