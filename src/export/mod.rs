//! From rows to a file. A new format is one file in this folder, one entry of [`FORMATS`] and its goldens.

mod delimited;
mod json;
mod markdown;
mod printable;
mod sink;
mod text_table;

pub use printable::printable;
pub use sink::Sink;

use std::path::Path;

use crate::error::{Error, Result};
use crate::table::{Cell, Column};

/// Writes one table: a header, then its rows, then [`TableWriter::finish`]. Dropped before, a file is not replaced.
pub trait TableWriter {
    /// Takes the headings. Called once, first.
    ///
    /// # Errors
    /// [`Error::File`] or [`Error::OutputClosed`] when the output takes no more.
    fn header(&mut self, columns: &[Column]) -> Result<()>;

    /// Takes one row, with as many cells as there are headings.
    ///
    /// # Errors
    /// [`Error::File`] or [`Error::OutputClosed`] when the output takes no more.
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<()>;

    /// Writes what is left and puts the file in its place.
    ///
    /// # Errors
    /// [`Error::File`] or [`Error::OutputClosed`] when the output takes no more; the old file is kept then.
    fn finish(self: Box<Self>) -> Result<Receipt>;
}

/// What was written.
///
/// ```
/// assert_eq!(plenary::export::Receipt::default().guarded_cells, 0);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Receipt {
    /// Rows, the header not counted.
    pub rows: u64,
    /// Texts that a spreadsheet would have taken for formulas, and that got a `'` in front.
    pub guarded_cells: u64,
}

/// How a table is written.
///
/// ```
/// let options = plenary::export::Options::default();
/// assert!(options.headers && !options.excel && options.width.is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// CSV and TSV for Excel: byte-order mark, CR LF, and `'` in front of what Excel takes for a formula.
    pub excel: bool,
    /// What stands between fields, in CSV and TSV; `None` is the format's own.
    pub delimiter: Option<u8>,
    /// What stands for a value that is not known; JSON has its own.
    pub null: String,
    /// Whether the headings are written.
    pub headers: bool,
    /// How wide a text table may be, in columns of the terminal; `None` is as wide as it gets.
    pub width: Option<usize>,
    /// Whether control characters and text-direction marks are shown instead of written: on a terminal they act.
    pub is_terminal: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { excel: false, delimiter: None, null: String::new(), headers: true, width: None, is_terminal: false }
    }
}

/// One format that can be written.
pub struct Format {
    /// What `--format` takes.
    pub name: &'static str,
    /// One line for `plenary formats`.
    pub about: &'static str,
    /// Endings of files that are written in it, lower case, without the dot.
    pub extensions: &'static [&'static str],
    /// Starts to write; fails for options that the format does not have.
    pub open: fn(Sink, &Options) -> Result<Box<dyn TableWriter>>,
}

/// Every format.
pub const FORMATS: &[Format] =
    &[text_table::FORMAT, delimited::CSV, delimited::TSV, json::ARRAY, json::LINES, markdown::FORMAT];

/// The format of this name.
///
/// ```
/// assert_eq!(plenary::export::format_named("csv")?.extensions, ["csv"]);
/// # Ok::<(), plenary::error::Error>(())
/// ```
///
/// # Errors
/// [`Error::Usage`] when there is none.
pub fn format_named(name: &str) -> Result<&'static Format> {
    FORMATS.iter().find(|format| format.name == name).ok_or_else(|| {
        let known: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
        Error::usage(format!("there is no output format `{name}`"), format!("the formats are: {}", known.join(", ")))
    })
}

/// The format of a file with this ending; `None` when no format has it.
///
/// ```
/// let format = plenary::export::format_of(std::path::Path::new("authors.CSV"));
/// assert_eq!(format.map(|format| format.name), Some("csv"));
/// ```
pub fn format_of(path: &Path) -> Option<&'static Format> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    FORMATS.iter().find(|format| format.extensions.contains(&extension.as_str()))
}

/// Refuses options that only delimited text has.
fn refuse_delimited_options(format: &str, options: &Options) -> Result<()> {
    let flag = match options {
        Options { excel: true, .. } => "--excel",
        Options { delimiter: Some(_), .. } => "--delimiter",
        _ => return Ok(()),
    };
    Err(Error::usage(format!("{flag} goes with csv and tsv, not with {format}"), "choose one of them with --format"))
}

/// A number with a fraction, the shortest text that reads back as the same number; always with a point or an exponent.
fn real(number: f64) -> String {
    format!("{number:?}")
}

/// Bytes that are no text, in lower-case hexadecimal.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The text of a cell for people; `null` for a value that is not known.
fn text_of<'a>(cell: &Cell<'a>, null: &'a str) -> std::borrow::Cow<'a, str> {
    match cell {
        Cell::Null => null.into(),
        Cell::Integer(number) => number.to_string().into(),
        Cell::Real(number) => real(*number).into(),
        Cell::Text(text) => String::from_utf8_lossy(text),
        Cell::Blob(bytes) => hex(bytes).into(),
    }
}
