//! Records to rows, one file in one transaction.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Deref;

use rusqlite::{Connection, Savepoint, Transaction, named_params};

use super::journal::Watermarks;
use super::known::Known;
use super::reconcile::Earlier;
use super::session::Slot;
use super::{Source, account, explain, sql};
use crate::error::Result;
use crate::record::{AuthorRecord, ConferenceRecord, PersonRecord, Record, SessionKey};

/// The account of one import.
///
/// ```
/// let tally = plenary::store::Tally { papers: 15, added: 12, changed: 2, ..Default::default() };
/// assert_eq!(tally.unchanged(), 1);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Sessions.
    pub sessions: u64,
    /// Papers, each as often as the file holds it.
    pub papers: u64,
    /// Authors of papers, each as often as the file names them.
    pub authorships: u64,
    /// Papers that were not there before.
    pub added: u64,
    /// Papers that were there and are not what they were.
    pub changed: u64,
    /// Papers that no file names any more.
    pub withdrawn: u64,
}

impl Tally {
    /// Papers of which the file says nothing new, each as often as it holds them.
    pub fn unchanged(&self) -> u64 {
        self.papers.saturating_sub(self.added + self.changed)
    }
}

/// What is kept or taken back as one.
pub(super) enum Scope<'a> {
    /// A transaction of its own.
    Whole(Transaction<'a>),
    /// A part of one that is taken back at its end: a rehearsal.
    Part(Savepoint<'a>),
}

impl Deref for Scope<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        match self {
            Scope::Whole(transaction) => transaction,
            Scope::Part(savepoint) => savepoint,
        }
    }
}

impl Scope<'_> {
    fn commit(self) -> rusqlite::Result<()> {
        match self {
            Scope::Whole(transaction) => transaction.commit(),
            Scope::Part(savepoint) => savepoint.commit(),
        }
    }
}

/// Writes the records of one file. Dropped before [`Writer::commit`], it leaves no trace.
pub struct Writer<'a> {
    pub(super) tx: Scope<'a>,
    pub(super) known: &'a mut Known,
    pub(super) import_id: i64,
    pub(super) rank: u8,
    /// The conference that the user named.
    pub(super) conference: Option<ConferenceRecord>,
    pub(super) tally: Tally,
    /// People who may be named nowhere any more.
    pub(super) stale_authors: BTreeSet<i64>,
    pub(super) path: std::path::PathBuf,
    pub(super) source: String,
    pub(super) sessions: HashMap<SessionKey, Slot>,
    /// Papers whose text is not in the full-text index.
    pub(super) unindexed: BTreeSet<i64>,
    /// What earlier imports of this file brought.
    pub(super) earlier: Earlier,
    /// Papers of theirs that this one brings too.
    pub(super) brought: HashSet<i64>,
    /// The largest ids before it.
    pub(super) before: Watermarks,
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        tx: Scope<'a>,
        known: &'a mut Known,
        path: &std::path::Path,
        source: Source,
    ) -> rusqlite::Result<Self> {
        let before = Watermarks::now(&tx)?;
        known.start_journal(&tx, before)?;
        let conference_id =
            source.conference.as_ref().map(|conference| known.conference(&tx, conference)).transpose()?;
        let import_id = tx.prepare_cached(sql::INSERT_IMPORT)?.insert(named_params! {
            ":path": source.path,
            ":format": source.format,
            ":rank": source.rank,
            ":conference_id": conference_id,
            ":imported_at": jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            ":conferences_before": before.conferences,
            ":sessions_before": before.sessions,
            ":papers_before": before.papers,
            ":authors_before": before.authors,
        })?;
        let mut writer = Self {
            tx,
            known,
            import_id,
            rank: source.rank,
            conference: source.conference,
            tally: Tally::default(),
            stale_authors: BTreeSet::new(),
            path: path.to_path_buf(),
            source: source.path,
            sessions: HashMap::new(),
            unindexed: BTreeSet::new(),
            earlier: Earlier::default(),
            brought: HashSet::new(),
            before,
        };
        // A database that is being built has nothing of an earlier import.
        if writer.source != "-" && !writer.known.is_complete() {
            writer.supersede()?;
        }
        Ok(writer)
    }

    /// Writes one record. A paper that another file already brought is not written twice.
    ///
    /// # Errors
    /// [`Error::Finding`](crate::error::Error::Finding) when the record is a placement of a paper that is not there: it is left out, and the next may
    /// follow; [`Error::Database`](crate::error::Error::Database) when the disk is full or fails;
    /// [`Error::Sqlite`](crate::error::Error::Sqlite) when a paper names a session that no
    /// record before it brought.
    pub fn insert(&mut self, record: &Record) -> Result<()> {
        match record {
            Record::Session(session) => self.insert_session(session),
            Record::Paper(paper) => self.insert_paper(paper),
            Record::Person(person) => self.insert_person(person),
            Record::Placement(placement) => match self.place(placement) {
                Ok(true) => Ok(()),
                Ok(false) => return Err(self.unplaced(placement)),
                Err(error) => Err(error),
            },
        }
        .map_err(|error| explain::in_words(&self.path, error))
    }

    /// What was written so far; what that changed is known only at the end.
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// Keeps what was written, with the number of records that were left out and the SHA-256 of the file, in hexadecimal.
    ///
    /// # Errors
    /// [`Error::Database`](crate::error::Error::Database) when the disk is full or fails; nothing is kept then.
    pub fn commit(mut self, rejected: u64, sha256: &str) -> Result<Tally> {
        let path = self.path.clone();
        let finished = self.finish(rejected, sha256).and_then(|()| self.tx.commit());
        finished.map_err(|error| explain::in_words(&path, error))?;
        self.known.keep();
        Ok(self.tally)
    }

    fn finish(&mut self, rejected: u64, sha256: &str) -> rusqlite::Result<()> {
        self.reconcile()?;
        let stale_authors = std::mem::take(&mut self.stale_authors);
        self.known.settle_people(&self.tx, self.import_id, self.before, stale_authors)?;
        for paper_id in &self.unindexed {
            self.tx.prepare_cached(sql::INSERT_PAPER_TEXT)?.execute(named_params! { ":paper_id": paper_id })?;
        }
        self.known.keep_journal(&self.tx, self.import_id)?;
        let changes = account::changes(&self.tx, self.import_id, self.before)?;
        account::keep_changes(&self.tx, self.import_id, &changes)?;
        self.tally.added = account::added(&self.tx, self.before)?;
        self.tally.changed = account::changed_papers(&changes);
        self.tx.prepare_cached(sql::UPDATE_IMPORT_COUNTS)?.execute(named_params! {
            ":import_id": self.import_id,
            ":sessions": self.tally.sessions,
            ":papers": self.tally.papers,
            ":added": self.tally.added,
            ":changed": self.tally.changed,
            ":withdrawn": self.tally.withdrawn,
            ":rejected": rejected,
            ":sha256": sha256,
        })?;
        Ok(())
    }

    /// Keeps the spellings of one person; people of whom other spellings are known by now become one.
    fn insert_person(&mut self, record: &PersonRecord) -> rusqlite::Result<()> {
        let as_author = |name: &crate::record::PersonName| AuthorRecord {
            name: name.clone(),
            affiliation: None,
            orcid: record.orcid.clone(),
        };
        let mut id = None;
        for name in &record.names {
            if let Some(other) = self.known.find_person(&self.tx, &as_author(name))? {
                self.known.merge(other, *id.get_or_insert(other));
            }
        }
        let Some(first) = record.names.first() else { return Ok(()) };
        let id = match id {
            Some(id) => id,
            None => self.known.person(&self.tx, &as_author(first))?,
        };
        record.names.iter().try_for_each(|name| self.known.add_spelling(&self.tx, id, name))
    }

    /// Before the text of a paper changes: the index has to be told the old one.
    pub(super) fn take_from_index(&mut self, paper_id: i64) -> rusqlite::Result<()> {
        if !self.known.is_complete() && self.unindexed.insert(paper_id) {
            self.tx.prepare_cached(sql::DELETE_PAPER_TEXT)?.execute(named_params! { ":paper_id": paper_id })?;
        }
        Ok(())
    }
}

pub(super) fn ids(tx: &Connection, statement: &str, parameters: impl rusqlite::Params) -> rusqlite::Result<Vec<i64>> {
    tx.prepare_cached(statement)?.query_map(parameters, |row| row.get(0))?.collect()
}

/// Whether a statement that asks so finds anything.
pub(super) fn exists(tx: &Connection, statement: &str, parameters: impl rusqlite::Params) -> rusqlite::Result<bool> {
    tx.prepare_cached(statement)?.query_row(parameters, |row| row.get(0))
}
