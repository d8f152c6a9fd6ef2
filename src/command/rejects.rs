//! `--rejects FILE`: the records that were left out, as a table that a person can correct and import again.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use plenary::error::{Error, Finding, Result, fits_a_cell};
use plenary::import::Found;
use plenary::record::{Record, SessionRecord};
use plenary::table::Cell;

use super::answer::{Table, open_beside};

/// What is told of a record, and behind it what the importer of tables reads.
const COLUMNS: [&str; 12] = [
    "source",
    "line",
    "field",
    "reason",
    "text",
    "title",
    "authors",
    "session",
    "room",
    "start",
    "abstract",
    "conference",
];

/// The file of all records that one run leaves out.
pub struct Rejects {
    path: PathBuf,
    table: Table,
    /// Why it can be written no further.
    failed: Option<Error>,
}

impl Rejects {
    /// Opens the file beside its place, before any work is done. It may not take the place of the database.
    pub fn open(path: &Path, database: &Path) -> Result<Self> {
        let table = open_beside(path, &COLUMNS)?;
        if path == database || is_same_file(path, database) {
            return Err(Error::usage("--rejects names the database", "give it a file of its own, such as rejects.csv"));
        }
        Ok(Self { path: path.to_path_buf(), table, failed: None })
    }

    /// Keeps the file of an earlier run from being read by the one that replaces it.
    pub fn keep_out_of(&self, files: &mut VecDeque<Found>) -> Result<()> {
        let Ok(path) = self.path.canonicalize() else { return Ok(()) };
        let is_this = |file: &Found| file.path.canonicalize().is_ok_and(|file| file == path);
        if files.iter().any(|file| file.is_named && is_this(file)) {
            return Err(Error::usage(
                format!("{} is to be read, and --rejects would replace it", self.path.display()),
                "name another file behind --rejects",
            ));
        }
        files.retain(|file| !is_this(file));
        Ok(())
    }

    /// The unfinished file; `None` for a stream.
    pub fn half_file(&self) -> Option<&Path> {
        self.table.half_file()
    }

    /// Writes what a file left out; that it cannot be written is told at the end, when the papers are safe.
    pub fn add(&mut self, left_out: LeftOut) {
        for finding in &left_out.findings {
            if self.failed.is_none() {
                self.failed = self.row(&left_out, finding).err();
            }
        }
    }

    fn row(&mut self, left_out: &LeftOut, finding: &Finding) -> Result<()> {
        let understood = &finding.understood;
        let text = finding.text.as_deref().map(without_zeros);
        // A value that a spreadsheet would cut is left out: half of it would pass for the whole.
        let [title, authors, session, room, start, abstract_text] = [
            &understood.title,
            &understood.authors,
            &understood.session,
            &understood.room,
            &understood.start,
            &understood.abstract_text,
        ]
        .map(|value| value.as_deref().filter(|value| fits_a_cell(value)).map(without_zeros));
        let line = finding.place.line.and_then(|line| i64::try_from(line).ok());
        let cells = [
            Cell::from(left_out.source.as_str()),
            line.map_or(Cell::Null, Cell::Integer),
            Cell::from(finding.field),
            Cell::from(finding.reason.as_str()),
            Cell::from(text.as_deref()),
            Cell::from(title.as_deref()),
            Cell::from(authors.as_deref()),
            Cell::from(session.as_deref()),
            Cell::from(room.as_deref()),
            Cell::from(start.as_deref()),
            Cell::from(abstract_text.as_deref()),
            Cell::from(left_out.conference.as_deref()),
        ];
        self.table.row(&cells).map(drop)
    }

    /// Puts the file in its place and tells how many rows it has.
    pub fn finish(self) -> Result<()> {
        match self.failed {
            Some(error) => Err(error),
            None => self.table.finish(),
        }
    }
}

/// What one file leaves out.
pub struct LeftOut {
    /// The file as the user named it.
    source: String,
    findings: Vec<Finding>,
    /// The conference that the user named, or that other records of the file name.
    conference: Option<String>,
    /// The session that was read last.
    session: Option<SessionRecord>,
}

impl LeftOut {
    /// Nothing so far; the conference is that which the user named.
    pub fn of(source: &str, conference: Option<String>) -> Self {
        Self { source: source.to_owned(), findings: Vec::new(), conference, session: None }
    }

    /// Sees a record before it is written: a paper that no file described, and stays out, is to stand in a session, and
    /// every one that stays out in a conference.
    pub fn see(&mut self, record: &Record) {
        let conference = match record {
            Record::Session(session) => {
                self.session = Some(session.clone());
                &session.conference
            }
            Record::Paper(paper) => &paper.conference,
            _ => &None,
        };
        if self.conference.is_none() {
            self.conference.clone_from(conference);
        }
    }

    /// Takes a record that is left out.
    pub fn take(&mut self, mut finding: Finding) {
        if finding.field == Some("id") {
            let session = self.session.as_ref();
            let time = session.and_then(|session| session.time.as_ref());
            finding.understood.session = session.map(|session| session.title.clone());
            finding.understood.room = session.and_then(|session| session.room.clone());
            finding.understood.start = time.map(|time| time.starts_at.as_ref().unwrap_or(&time.printed).clone());
        }
        self.findings.push(finding);
    }
}

/// Whether two paths lead to one file that is there.
fn is_same_file(one: &Path, other: &Path) -> bool {
    one.canonicalize().is_ok_and(|one| other.canonicalize().is_ok_and(|other| one == other))
}

/// A table with zero bytes looks like UTF-16, and nothing reads it.
fn without_zeros(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{fffd}")) } else { Cow::Borrowed(text) }
}
