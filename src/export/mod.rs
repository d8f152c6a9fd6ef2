//! Answers as files: one row in, one row out, in the memory of one row.
//!
//! A new output format is one file in this folder and one entry of [`FORMATS`].

use std::fmt;
use std::path::Path;

use crate::error::{Error, Result};
use crate::table::{Cell, Column};

mod delimited;
mod json;
mod layout;
mod markdown;
mod measure;
mod notice;
mod number;
mod records;
mod sink;
mod table;
mod visible;

pub use notice::{NOTICE, times_in_words};
pub use sink::Sink;

/// The text with every character that would steer a terminal or deceive the eye as `\u{…}`.
///
/// ```
/// assert_eq!(plenary::export::printable("a\u{1b}[31m"), "a\\u{1b}[31m");
/// assert_eq!(plenary::export::printable("Germán 江"), "Germán 江");
/// ```
pub fn printable(text: &str) -> std::borrow::Cow<'_, str> {
    visible::visible(text.as_bytes())
}

/// Every format that can be written, the one for reading on a screen first.
pub const FORMATS: &[Format] = &[
    Format {
        name: "table",
        about: "columns for the eye, fitted to the terminal",
        extensions: &["txt"],
        open: table::open,
    },
    Format {
        name: "csv",
        about: "comma-separated values as in RFC 4180, for spreadsheets",
        extensions: &["csv"],
        open: delimited::open_csv,
    },
    Format {
        name: "tsv",
        about: "tab-separated values, quoted as CSV is",
        extensions: &["tsv"],
        open: delimited::open_tsv,
    },
    Format {
        name: "json",
        about: "one array of objects, an object a line",
        extensions: &["json"],
        open: json::open_array,
    },
    Format { name: "jsonl", about: "one JSON object a line", extensions: &["jsonl", "ndjson"], open: json::open_lines },
    Format {
        name: "markdown",
        about: "a table as GitHub shows it",
        extensions: &["md", "markdown"],
        open: markdown::open,
    },
];

/// One way to write an answer.
///
/// ```
/// use plenary::export::{self, Options, Sink};
/// use plenary::table::{Cell, Column};
///
/// # fn main() -> plenary::error::Result<()> {
/// let csv = export::by_name("csv")?;
/// let mut writer = (csv.open)(Sink::stream(std::io::stdout()), &Options::default())?;
/// writer.header(&[Column::named("title"), Column::named("pages")])?;
/// writer.row(&[Cell::from("A title, with a comma"), Cell::Integer(12)])?;
/// assert_eq!(writer.finish()?.rows, 1);
/// # Ok(())
/// # }
/// ```
pub struct Format {
    /// What `--format` takes.
    pub name: &'static str,
    /// One line for the list of formats.
    pub about: &'static str,
    /// The ends of file names that mean this format, without the dot, in lower case.
    pub extensions: &'static [&'static str],
    /// A writer of this format. Fails with [`Error::Usage`] on an option that the format has no place for.
    pub open: fn(Sink, &Options) -> Result<Box<dyn TableWriter>>,
}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Format").field("name", &self.name).finish_non_exhaustive()
    }
}

/// The format of this name, or of this file extension.
///
/// # Errors
///
/// [`Error::Usage`] when there is none; it names the nearest one and lists them all.
///
/// ```
/// use plenary::export;
///
/// assert_eq!(export::by_name("tsv").unwrap().name, "tsv");
/// assert_eq!(export::by_name("md").unwrap().name, "markdown");
/// assert_eq!(export::by_name("cvs").unwrap_err().help(), Some("did you mean `csv`? The formats are table, csv, tsv, json, jsonl, markdown"));
/// ```
pub fn by_name(name: &str) -> Result<&'static Format> {
    let wanted = name.to_ascii_lowercase();
    if let Some(format) = FORMATS.iter().find(|format| format.name == wanted).or_else(|| by_ending(&wanted)) {
        return Ok(format);
    }
    let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
    let nearest = names
        .iter()
        .map(|name| (strsim::damerau_levenshtein(name, &wanted), name))
        .filter(|(distance, name)| *distance <= name.len().div_ceil(3))
        .min_by_key(|(distance, _)| *distance);
    let guess = nearest.map(|(_, name)| format!("did you mean `{name}`? ")).unwrap_or_default();
    let list = if guess.is_empty() { "the formats are " } else { "The formats are " };
    Err(Error::usage(
        format!("there is no output format `{}`", name.escape_debug()),
        format!("{guess}{list}{}", names.join(", ")),
    ))
}

/// The format that the end of this file name means; `None` when it means none.
///
/// ```
/// use std::path::Path;
///
/// let format = plenary::export::by_extension(Path::new("authors.CSV"));
/// assert_eq!(format.map(|format| format.name), Some("csv"));
/// assert!(plenary::export::by_extension(Path::new("authors")).is_none());
/// ```
pub fn by_extension(path: &Path) -> Option<&'static Format> {
    by_ending(&path.extension()?.to_str()?.to_ascii_lowercase())
}

fn by_ending(ending: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.extensions.contains(&ending))
}

/// What the person asked of the file, whatever its format.
///
/// ```
/// use plenary::export::Options;
///
/// let options = Options { null: "n/a".to_owned(), ..Options::default() };
/// assert!(options.headers && !options.excel);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Whether Excel will open it: a byte order mark, CRLF, and no text that Excel would run as a formula. CSV and
    /// TSV only.
    pub excel: bool,
    /// The byte between two values; `None` is the format's own. CSV and TSV only.
    pub delimiter: Option<u8>,
    /// What stands for NULL. JSON has a word of its own and takes no notice.
    pub null: String,
    /// Whether the names of the columns come first. JSON and the record layout of a table always name them.
    pub headers: bool,
    /// The columns of the terminal, of one character each; `None` cuts nothing. Only a table takes notice.
    pub width: Option<usize>,
    /// Whether a terminal shows it: characters that could steer the terminal or turn the text around are then shown
    /// by their numbers. A table does so always.
    pub escape: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { excel: false, delimiter: None, null: String::new(), headers: true, width: None, escape: false }
    }
}

impl Options {
    /// Refuses what only a spreadsheet file has a place for.
    fn without_spreadsheet_flags(&self, format: &'static str) -> Result<()> {
        let flag = match (self.excel, self.delimiter) {
            (true, _) => "--excel",
            (false, Some(_)) => "--delimiter",
            (false, None) => return Ok(()),
        };
        Err(Error::usage(
            format!("{flag} has no meaning for the format {format}"),
            format!("{flag} goes with csv and tsv: leave it out, or say --format csv"),
        ))
    }
}

/// One open file of some format: the header once, then the rows, then `finish`.
///
/// A writer that is dropped unfinished leaves no file, and leaves the old one as it was.
///
/// ```
/// use plenary::error::Result;
/// use plenary::export::{Receipt, TableWriter};
/// use plenary::table::{Cell, Column};
///
/// fn write_one(mut writer: Box<dyn TableWriter>) -> Result<Receipt> {
///     writer.header(&[Column::named("papers")])?;
///     writer.row(&[Cell::Integer(108)])?;
///     writer.finish()
/// }
/// ```
pub trait TableWriter {
    /// Takes the columns: once, before the first row.
    ///
    /// # Errors
    ///
    /// [`Error::OutputClosed`] when the reader went away, [`Error::File`] when it cannot be written.
    fn header(&mut self, columns: &[Column]) -> Result<()>;

    /// Takes one row: as many cells as there are columns.
    ///
    /// # Errors
    ///
    /// [`Error::OutputClosed`] when the reader went away, [`Error::File`] when it cannot be written.
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<()>;

    /// Writes what is left and puts the file in its place, safe on the disk.
    ///
    /// # Errors
    ///
    /// [`Error::OutputClosed`] when the reader went away, [`Error::File`] when it cannot be written; the old file is
    /// then as it was.
    fn finish(self: Box<Self>) -> Result<Receipt>;
}

/// What was written.
///
/// ```
/// let receipt = plenary::export::Receipt::default();
/// assert_eq!((receipt.rows, receipt.guarded_cells), (0, 0));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Receipt {
    /// The rows, without the header.
    pub rows: u64,
    /// The texts, headings among them, that Excel would have run as a formula and that now begin with `'`.
    pub guarded_cells: u64,
}
