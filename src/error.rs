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
}

impl Finding {
    /// Something worth knowing about a record that was taken in.
    pub fn note(place: Place, subject: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { place, severity: Severity::Note, subject: subject.into(), reason: reason.into() }
    }

    /// Why a record was left out.
    pub fn rejected(place: Place, subject: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { place, severity: Severity::Rejected, subject: subject.into(), reason: reason.into() }
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
