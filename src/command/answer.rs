//! From a question to its answer in a file or on the terminal; shared by every verb that prints rows.

use std::io::{IsTerminal, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use plenary::error::{Error, Result};
use plenary::export::{self, Format, Options, Receipt, Sink, TableWriter};
use plenary::query::{Argument, Limits, Question, Reader};
use plenary::store;
use plenary::table::{Cell, Column};

use super::{Outcome, database_path, import, stop};
use crate::cli;

/// Rows that a terminal gets when nobody says how many.
const TERMINAL_ROWS: u64 = 100;

/// A database that is being asked.
pub struct Asked {
    reader: Reader,
    outcome: Outcome,
    /// The file to tidy up after: reading leaves two files beside it.
    path: Option<PathBuf>,
}

impl Asked {
    /// Opens the database, or reads the files of `--from` into memory; a question that runs too long ends the process.
    pub fn open(arguments: &cli::Database) -> Result<Self> {
        let (connection, outcome, path) = if arguments.from.is_empty() {
            let path = database_path(arguments.db.as_deref());
            (store::open_read_only(&path)?, Outcome::Done, Some(path))
        } else {
            let (store, outcome) = import::into_memory(arguments)?;
            (store.into_connection(), outcome, None)
        };
        let limits = Limits { seconds: arguments.timeout, memory_bytes: arguments.memory << 20 };
        let reader = Reader::new(connection, limits)?;
        stop::watch_question(reader.interrupt_handle());
        stop::watch_clock(reader.clock(), arguments.timeout);
        Ok(Self { reader, outcome, path })
    }

    /// The way to ask what no answer is written of.
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// Asks one question and writes its answer.
    pub fn answer(self, output: &cli::Output, question: &Question<'_>, arguments: &[Argument]) -> Result<Outcome> {
        let destination = Destination::new(output)?;
        let mut table = destination.open()?;
        let written = self.reader.run(
            question,
            arguments,
            move |columns| {
                table.writer.header(columns)?;
                Ok(table)
            },
            |table, row| table.row(row),
        );
        drop(self.reader);
        if let Some(path) = &self.path {
            store::tidy(path);
        }
        written?.finish()?;
        Ok(self.outcome)
    }
}

/// Writes rows that no question yields.
pub fn write_rows(output: &cli::Output, columns: &[&str], rows: &[Vec<String>]) -> Result<Outcome> {
    write(Destination::new(output)?, columns, rows)
}

/// The name of the format that an answer will have; the flags are checked before the work for it starts.
pub fn format_of(output: &cli::Output) -> Result<&'static str> {
    Destination::new(output).map(|destination| destination.format.name)
}

/// Writes rows that say what changed: in Markdown as a notice.
pub fn write_notice(output: &cli::Output, columns: &[&str], rows: &[Vec<String>]) -> Result<Outcome> {
    let mut destination = Destination::new(output)?;
    if destination.format.name == export::NOTICE.name {
        destination.format = &export::NOTICE;
    }
    write(destination, columns, rows)
}

fn write(destination: Destination, columns: &[&str], rows: &[Vec<String>]) -> Result<Outcome> {
    let mut table = destination.open()?;
    let columns: Vec<Column> = columns.iter().map(|name| Column::named(*name)).collect();
    table.writer.header(&columns)?;
    for row in rows {
        let cells: Vec<Cell<'_>> =
            row.iter().map(|text| if text.is_empty() { Cell::Null } else { Cell::from(text.as_str()) }).collect();
        if table.row(&cells)?.is_break() {
            break;
        }
    }
    table.finish()?;
    Ok(Outcome::Done)
}

/// Opens a file that is written beside what a verb does, in the format that its ending means.
pub fn open_beside(path: &Path, columns: &[&str]) -> Result<Table> {
    let format = export::by_extension(path).ok_or_else(|| no_format(path, ""))?;
    // A text of somebody else's, opened in a spreadsheet: what `--excel` does for an answer is done here unasked, in the
    // formats that have a place for it. The importer of tables takes the guards off again.
    let options = Options { excel: matches!(format.name, "csv" | "tsv"), ..Options::default() };
    let destination = Destination { format, options, path: Some(path.to_path_buf()), is_terminal: false, limit: None };
    let mut table = destination.open()?;
    let columns: Vec<Column> = columns.iter().map(|name| Column::named(*name)).collect();
    table.writer.header(&columns)?;
    Ok(table)
}

/// Where an answer goes, and in which format.
struct Destination {
    format: &'static Format,
    options: Options,
    /// `None` is standard output.
    path: Option<PathBuf>,
    is_terminal: bool,
    /// Rows at most; `None` is all.
    limit: Option<u64>,
}

impl Destination {
    fn new(output: &cli::Output) -> Result<Self> {
        let path = output.output.as_deref().filter(|path| *path != Path::new("-")).map(Path::to_path_buf);
        let is_terminal = path.is_none() && std::io::stdout().is_terminal();
        let wants_csv = output.excel || output.delimiter.is_some();
        let format = match (&output.format, &path) {
            (Some(name), _) => export::by_name(name)?,
            (None, Some(path)) => export::by_extension(path).ok_or_else(|| no_format(path, ", or say --format"))?,
            (None, None) => export::by_name(if is_terminal && !wants_csv { "table" } else { "csv" })?,
        };
        let width = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let options = Options {
            excel: output.excel,
            delimiter: output.delimiter.as_deref().map(delimiter).transpose()?,
            null: output.null.clone(),
            headers: !output.no_headers,
            width: if is_terminal { width.or(Some(80)) } else { None },
            escape: is_terminal,
        };
        let limit = output.limit.unwrap_or(if is_terminal { TERMINAL_ROWS } else { 0 });
        Ok(Self { format, options, path, is_terminal, limit: Some(limit).filter(|limit| *limit > 0) })
    }

    /// Opens the file before the work starts: when it cannot be written, nobody has waited for nothing.
    fn open(self) -> Result<Table> {
        let sink = match &self.path {
            Some(path) => Sink::file(path)?,
            None => Sink::stream(std::io::stdout().lock()),
        };
        let half_file = sink.temporary().map(Path::to_path_buf);
        stop::watch_half_files(half_file.clone());
        let writer = (self.format.open)(sink, &self.options)?;
        let Self { path, is_terminal, limit, .. } = self;
        Ok(Table { writer, rows: 0, limit, is_cut: false, path, half_file, is_terminal })
    }
}

fn no_format(path: &Path, or: &str) -> Error {
    let endings: Vec<String> =
        export::FORMATS.iter().flat_map(|format| format.extensions).map(|ending| format!(".{ending}")).collect();
    Error::usage(
        format!("the ending of {} names no format", path.display()),
        format!("use one of {}{or}", endings.join(" ")),
    )
}

fn delimiter(text: &str) -> Result<u8> {
    match text.as_bytes() {
        [byte] => Ok(*byte),
        b"tab" | b"\\t" => Ok(b'\t'),
        _ => Err(Error::usage(
            format!("--delimiter takes one ASCII character, not `{text}`"),
            "write --delimiter ';' or --delimiter tab",
        )),
    }
}

/// A table that is being written.
pub struct Table {
    writer: Box<dyn TableWriter>,
    rows: u64,
    /// Rows at most; `None` is all.
    limit: Option<u64>,
    /// Whether there were more rows.
    is_cut: bool,
    path: Option<PathBuf>,
    /// The unfinished file; `None` for a stream.
    half_file: Option<PathBuf>,
    is_terminal: bool,
}

impl Table {
    /// The unfinished file, which goes when the process is ended from outside; `None` for a stream.
    pub fn half_file(&self) -> Option<&Path> {
        self.half_file.as_deref()
    }

    /// Takes one row, or breaks off when there are enough.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> Result<ControlFlow<()>> {
        if self.limit.is_some_and(|limit| self.rows >= limit) {
            self.is_cut = true;
            return Ok(ControlFlow::Break(()));
        }
        self.rows += 1;
        self.writer.row(cells)?;
        Ok(ControlFlow::Continue(()))
    }

    /// Puts the file in its place and tells what a reader of the answer should know.
    pub fn finish(self) -> Result<()> {
        let Receipt { rows, guarded_cells } = self.writer.finish()?;
        stop::watch_half_files(None);
        let noun = if rows == 1 { "row" } else { "rows" };
        let mut err = std::io::stderr();
        // Nobody reads it when standard error is closed.
        if let Some(path) = &self.path {
            let _ = writeln!(err, "{}: {rows} {noun}", path.display());
        } else if self.is_terminal && rows == 0 {
            let _ = writeln!(err, "(no rows)");
        }
        if guarded_cells > 0 {
            let cells = if guarded_cells == 1 { "1 cell was" } else { &format!("{guarded_cells} cells were") };
            let _ = writeln!(err, "{cells} given a ' in front, so that no spreadsheet takes them for formulas");
        }
        if self.is_cut {
            let _ = writeln!(err, "(the first {rows} {noun}; --limit 0 gives all)");
        }
        Ok(())
    }
}
