//! A table for people: columns side by side, fitted to the width of the terminal. Where the columns are too many for
//! that, each row is a block of lines.
//!
//! The first 1,000 rows settle the widths; what follows is cut to them, so that a long answer takes no memory.

use std::io::{BufWriter, Write};

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::printable::printable;
use super::sink::{Sink, in_words};
use super::{Format, Options, Receipt, TableWriter, refuse_delimited_options, text_of};
use crate::error::Result;
use crate::table::{Cell, Column};

/// The format.
pub const FORMAT: Format =
    Format { name: "table", about: "a table for people, fitted to the terminal", extensions: &["txt"], open };

/// Rows that are looked at before the widths are settled.
const LOOKED_AT: usize = 1_000;

/// What stands between two columns.
const GAP: &str = "  ";

/// A column is not made narrower than this, in columns of the terminal.
const NARROWEST: usize = 6;

struct Shown {
    text: String,
    is_number: bool,
}

struct TextTable {
    out: BufWriter<Sink>,
    options: Options,
    names: Vec<String>,
    /// Rows that wait for the widths.
    waiting: Vec<Vec<Shown>>,
    layout: Option<Layout>,
    receipt: Receipt,
}

enum Layout {
    /// The width of each column.
    Columns(Vec<usize>),
    /// The width of the names, and of the values where there is a limit.
    Blocks(usize, Option<usize>),
}

fn open(sink: Sink, options: &Options) -> Result<Box<dyn TableWriter>> {
    refuse_delimited_options(FORMAT.name, options)?;
    Ok(Box::new(TextTable {
        out: BufWriter::new(sink),
        options: options.clone(),
        names: Vec::new(),
        waiting: Vec::new(),
        layout: None,
        receipt: Receipt::default(),
    }))
}

impl TextTable {
    /// Settles the widths and writes what waited.
    fn settle(&mut self) -> Result<()> {
        if self.layout.is_some() {
            return Ok(());
        }
        let mut widths: Vec<usize> =
            self.names.iter().map(|name| if self.options.headers { name.width() } else { 0 }).collect();
        for row in &self.waiting {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.text.width());
            }
        }
        let layout = match self.options.width {
            None => Layout::Columns(widths),
            Some(limit) => {
                let gaps = GAP.len() * widths.len().saturating_sub(1);
                match fit(&widths, limit.saturating_sub(gaps)) {
                    Some(widths) => Layout::Columns(widths),
                    None => {
                        let names = self.names.iter().map(|name| name.width()).max().unwrap_or_default();
                        Layout::Blocks(names, Some(limit.saturating_sub(names + GAP.len()).max(NARROWEST)))
                    }
                }
            }
        };
        if let (Layout::Columns(widths), true) = (&layout, self.options.headers) {
            let names = self.names.iter().zip(widths).map(|(name, width)| pad(&cut(name, *width), *width, false));
            let rules = widths.iter().map(|width| "─".repeat(*width));
            let lines = [join(names), join(rules)];
            lines.iter().try_for_each(|line| writeln!(self.out, "{line}")).map_err(in_words)?;
        }
        self.layout = Some(layout);
        for (index, row) in std::mem::take(&mut self.waiting).iter().enumerate() {
            self.write(index, row)?;
        }
        Ok(())
    }

    fn write(&mut self, index: usize, row: &[Shown]) -> Result<()> {
        match &self.layout {
            Some(Layout::Blocks(names, width)) => {
                if index > 0 {
                    writeln!(self.out).map_err(in_words)?;
                }
                for (name, cell) in self.names.iter().zip(row) {
                    let text = width.map_or_else(|| cell.text.clone(), |width| cut(&cell.text, width));
                    let line = format!("{}{GAP}{text}", pad(name, *names, false));
                    writeln!(self.out, "{}", line.trim_end()).map_err(in_words)?;
                }
                Ok(())
            }
            Some(Layout::Columns(widths)) => {
                let cells =
                    row.iter().zip(widths).map(|(cell, width)| pad(&cut(&cell.text, *width), *width, cell.is_number));
                let line = join(cells);
                writeln!(self.out, "{line}").map_err(in_words)
            }
            None => Ok(()),
        }
    }
}

impl TableWriter for TextTable {
    fn header(&mut self, columns: &[Column]) -> Result<()> {
        self.names = columns.iter().map(|column| printable(&column.name).into_owned()).collect();
        Ok(())
    }

    fn row(&mut self, cells: &[Cell<'_>]) -> Result<()> {
        let row: Vec<Shown> = cells
            .iter()
            .map(|cell| Shown {
                text: printable(&text_of(cell, &self.options.null)).into_owned(),
                is_number: matches!(cell, Cell::Integer(_) | Cell::Real(_)),
            })
            .collect();
        let index = usize::try_from(self.receipt.rows).unwrap_or(usize::MAX);
        self.receipt.rows += 1;
        if self.layout.is_some() {
            return self.write(index, &row);
        }
        self.waiting.push(row);
        if self.waiting.len() >= LOOKED_AT { self.settle() } else { Ok(()) }
    }

    fn finish(mut self: Box<Self>) -> Result<Receipt> {
        self.settle()?;
        let sink = self.out.into_inner().map_err(|error| in_words(error.into_error()))?;
        sink.finish()?;
        Ok(self.receipt)
    }
}

/// The widths within a limit: narrow columns stay whole, the others share what is left evenly. `None` when a column
/// would be narrower than can be read.
fn fit(widths: &[usize], limit: usize) -> Option<Vec<usize>> {
    let mut sorted: Vec<usize> = widths.to_vec();
    sorted.sort_unstable();
    let mut left = limit;
    let mut cap = usize::MAX;
    for (index, width) in sorted.iter().enumerate() {
        let share = left / (sorted.len() - index);
        if *width > share {
            cap = share;
            break;
        }
        left -= width;
    }
    let fitted: Vec<usize> = widths.iter().map(|width| (*width).min(cap)).collect();
    let is_readable = fitted.iter().zip(widths).all(|(fitted, width)| *fitted >= NARROWEST.min(*width));
    is_readable.then_some(fitted)
}

/// The text in at most so many columns of the terminal; what is cut off is an ellipsis. No character is split.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        let next = used + grapheme.width();
        if next + 1 > width {
            break;
        }
        kept.push_str(grapheme);
        used = next;
    }
    if width > 0 {
        kept.push('…');
    }
    kept
}

fn pad(text: &str, width: usize, is_number: bool) -> String {
    let space = " ".repeat(width.saturating_sub(text.width()));
    if is_number { format!("{space}{text}") } else { format!("{text}{space}") }
}

/// The cells side by side, without white space at the end.
fn join(cells: impl Iterator<Item = String>) -> String {
    let line = cells.collect::<Vec<String>>().join(GAP);
    line.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_between_characters_and_counts_wide_ones() {
        let cases = [
            ("Germán", 6, "Germán"),
            ("Germán", 4, "Ger…"),
            ("Sella\u{301}n", 6, "Sella\u{301}n"),
            ("Sella\u{301}n", 5, "Sell…"),
            ("江常皓", 6, "江常皓"),
            ("江常皓", 5, "江常…"),
            ("江常皓", 4, "江…"),
            ("👩‍👩‍👧 family", 4, "👩‍👩‍👧 …"),
            ("abc", 1, "…"),
            ("abc", 0, ""),
        ];
        for (text, width, expected) in cases {
            assert_eq!(cut(text, width), expected, "{text} in {width}");
            assert!(cut(text, width).width() <= width, "{text} in {width}");
        }
    }

    #[test]
    fn shrinks_only_the_widest_columns() {
        let widest: Option<&[usize]> = None;
        let cases = [
            (vec![5, 10], 20, Some([5, 10].as_slice())),
            (vec![5, 100], 40, Some(&[5, 35])),
            (vec![5, 100, 100], 45, Some(&[5, 20, 20])),
            (vec![100; 10], 40, widest),
            (vec![], 40, Some(&[])),
        ];
        for (widths, limit, expected) in cases {
            assert_eq!(fit(&widths, limit).as_deref(), expected, "{widths:?} in {limit}");
        }
    }
}
