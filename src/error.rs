//! Everything that can go wrong, each with its place and the next thing to do.

use std::io;
use std::path::{Path, PathBuf};

/// What every fallible call of this library returns.
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong. Its text says what and where; [`Error::help`] says what to do about it.
///
/// ```
/// use plenary::error::Error;
///
/// let error = Error::usage("there is no query `autors`", "did you mean `authors`?");
/// assert_eq!(error.to_string(), "there is no query `autors`");
/// assert_eq!(error.help(), Some("did you mean `authors`?"));
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Something about one record of a file; the next record follows.
    #[error("{0}")]
    Finding(Box<Finding>),
    /// A file that cannot be read as what it claims to be; nothing of it is kept.
    #[error("{}: {reason}", .place)]
    Malformed {
        /// Which file, and where in it.
        place: Place,
        /// What is wrong with it.
        reason: String,
        /// What to do about it.
        help: String,
    },
    /// The operating system refused a file.
    #[error("{}: {action}: {error}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What was being done, such as "cannot read".
        action: &'static str,
        /// What the operating system said.
        error: io::Error,
    },
    /// A database that cannot be used: not there, not ours, newer, damaged, busy, full.
    #[error("{}: {reason}", .path.display())]
    Database {
        /// The database file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
        /// What to do about it.
        help: String,
    },
    /// Another program has made a database of this name while this one was building it.
    #[error("{}: another program has made it meanwhile", .path.display())]
    Taken {
        /// The database file.
        path: PathBuf,
    },
    /// A statement that SQLite does not accept, or may not run.
    #[error("{reason}{}", .excerpt.as_ref().map(|excerpt| format!("\n{excerpt}")).unwrap_or_default())]
    Statement {
        /// What is wrong with it.
        reason: String,
        /// The place and the line of the statement with a caret below, ready to print; `None` when SQLite names none.
        excerpt: Option<String>,
        /// What to do about it.
        help: String,
    },
    /// A word on the command line, a parameter or a query file that cannot be used.
    #[error("{reason}")]
    Usage {
        /// What is wrong with it.
        reason: String,
        /// What to do about it.
        help: String,
    },
    /// The statement ran longer than it may.
    #[error("the query was stopped: it ran longer than {seconds} s")]
    TimeLimit {
        /// The limit, in seconds.
        seconds: u64,
    },
    /// The person asked to stop.
    #[error("interrupted")]
    Interrupted,
    /// The reader of our output went away; there is nobody to tell.
    #[error("the output was closed")]
    OutputClosed,
    /// SQLite failed in a way that none of the above describes.
    #[error("the database failed: {0}")]
    Sqlite(#[from] rusqlite::Error),
}

impl Error {
    /// A word of the user's that cannot be used, and what to write instead.
    pub fn usage(reason: impl Into<String>, help: impl Into<String>) -> Self {
        Error::Usage { reason: reason.into(), help: help.into() }
    }

    /// A file that the operating system refused.
    pub fn file(path: impl AsRef<Path>, action: &'static str, error: io::Error) -> Self {
        Error::File { path: path.as_ref().to_path_buf(), action, error }
    }

    /// What to do about it; `None` when the message says all there is to say.
    pub fn help(&self) -> Option<&str> {
        match self {
            Error::Malformed { help, .. }
            | Error::Database { help, .. }
            | Error::Statement { help, .. }
            | Error::Usage { help, .. } => Some(help.as_str()),
            Error::Taken { .. } => Some("run the command again: it will import into that database"),
            Error::TimeLimit { .. } => {
                Some("give it more with --timeout SECONDS (0 = no limit), or narrow the question")
            }
            _ => None,
        }
        .filter(|help| !help.is_empty())
    }
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file as the user named it; `-` is standard input.
    pub source: String,
    /// The line, from 1; `None` when it is about the whole file.
    pub line: Option<u64>,
}

impl Place {
    /// A line of a file, from 1.
    pub fn line(source: impl Into<String>, line: u64) -> Self {
        Self { source: source.into(), line: Some(line) }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}", self.source),
            None => f.write_str(&self.source),
        }
    }
}

/// How much a finding costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Everything was taken in; something is worth knowing.
    Note,
    /// The record was left out.
    Rejected,
}

/// Something that an importer has to say about one record.
///
/// ```
/// use plenary::error::{Finding, Place};
///
/// let finding = Finding::rejected(Place::line("looms.csv", 3), "row", "no title").in_field("title").with_text(",Ada");
/// assert_eq!(finding.to_string(), "looms.csv:3: row: no title (record skipped; --strict stops here)");
/// assert_eq!((finding.field, finding.text.as_deref()), (Some("title"), Some(",Ada")));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which file, and where in it.
    pub place: Place,
    /// How much it costs.
    pub severity: Severity,
    /// What it is about, such as `paper "GLIDE: Towards …"`.
    pub subject: String,
    /// What is wrong, such as `no authors line`.
    pub reason: String,
    /// Which field is at fault, in the words of the importer of tables ("title", "authors", "session", …); `None` when it
    /// is the record as a whole.
    pub field: Option<&'static str>,
    /// The record as its source has it, cut where it is longer than a cell of a spreadsheet; `None` for a note.
    pub text: Option<String>,
    /// What was understood of the record.
    pub understood: Understood,
}

/// What was understood of a record that was left out: what a person need not type again. Nothing that may be wrong stands
/// here, since whoever imports it again takes it for true.
///
/// ```
/// use plenary::error::Understood;
///
/// let understood = Understood { title: Some("Graph U-Nets".into()), ..Understood::default() };
/// assert_eq!(understood.authors, None);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Understood {
    /// The title; `None` when the record has none, or is no paper.
    pub title: Option<String>,
    /// The authors in order, with `; ` between them; `None` when the record names none.
    pub authors: Option<String>,
    /// The title of the session; `None` when the record stands in none.
    pub session: Option<String>,
    /// The room; `None` when the record does not say.
    pub room: Option<String>,
    /// ISO 8601 where the date is certain, else the words of the source; `None` when the record does not say.
    pub start: Option<String>,
    /// The abstract; `None` when the record has none.
    pub abstract_text: Option<String>,
}

impl Finding {
    /// Something worth knowing about a record that was taken in.
    pub fn note(place: Place, subject: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::new(Severity::Note, place, subject.into(), reason.into())
    }

    /// Why a record was left out.
    pub fn rejected(place: Place, subject: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::new(Severity::Rejected, place, subject.into(), reason.into())
    }

    fn new(severity: Severity, place: Place, subject: String, reason: String) -> Self {
        Self { place, severity, subject, reason, field: None, text: None, understood: Understood::default() }
    }

    /// With the field that is at fault; `None` is the record as a whole.
    #[must_use]
    pub fn in_field(self, field: impl Into<Option<&'static str>>) -> Self {
        Self { field: field.into(), ..self }
    }

    /// With the record as its source has it. What is longer than a cell of a spreadsheet is cut, and ends in `[…]` then.
    #[must_use]
    pub fn with_text(self, text: impl AsRef<str>) -> Self {
        Self { text: Some(cut(text.as_ref().trim_matches(['\r', '\n']))), ..self }
    }

    /// With what was understood of the record.
    #[must_use]
    pub fn with_understood(self, understood: Understood) -> Self {
        Self { understood, ..self }
    }
}

/// How much of a record is kept, in units of UTF-16, which spreadsheets count: Excel takes 32,767 into a cell.
const LONGEST_CELL: usize = 32_000;

/// Whether a text has a place in one cell of a spreadsheet.
///
/// ```
/// assert!(plenary::error::fits_a_cell("Graph U-Nets"));
/// assert!(!plenary::error::fits_a_cell(&"U".repeat(40_000)));
/// ```
pub fn fits_a_cell(text: &str) -> bool {
    end_of_cell(text).is_none()
}

/// Where a text is longer than a cell may be, in bytes; `None` when it is not.
fn end_of_cell(text: &str) -> Option<usize> {
    // No character takes fewer bytes than units.
    if text.len() <= LONGEST_CELL {
        return None;
    }
    let mut units = 0;
    let is_behind = |character: char| {
        units += character.len_utf16();
        units > LONGEST_CELL
    };
    text.find(is_behind)
}

fn cut(text: &str) -> String {
    match end_of_cell(text) {
        Some(end) => format!("{} […]", text.get(..end).unwrap_or(text)),
        None => text.to_owned(),
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}: {}", self.place, self.subject, self.reason)?;
        match self.severity {
            Severity::Note => Ok(()),
            Severity::Rejected => f.write_str(" (record skipped; --strict stops here)"),
        }
    }
}

impl From<Finding> for Error {
    fn from(finding: Finding) -> Self {
        Error::Finding(Box::new(finding))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_a_record_where_a_spreadsheet_would() {
        for (text, kept) in [("a".repeat(32_000), 32_000), ("ä".repeat(32_001), 32_000), ("😀".repeat(20_000), 16_000)]
        {
            let finding = Finding::rejected(Place::line("x", 1), "row", "no title").with_text(&text);
            let found = finding.text.unwrap_or_default();
            let (whole, is_cut) = found.strip_suffix(" […]").map_or((found.as_str(), false), |whole| (whole, true));
            assert_eq!((whole.chars().count(), is_cut), (kept, kept < text.chars().count()));
        }
    }
}
