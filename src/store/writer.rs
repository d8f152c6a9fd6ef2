//! Records to rows, one file in one transaction.

use std::collections::{BTreeSet, HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension, Transaction, named_params};

use super::known::Known;
use super::{Source, explain, sql};
use crate::error::{Error, Finding, Place, Result};
use crate::record::{
    AuthorRecord, ConferenceRecord, PersonRecord, PlacementRecord, PresentationRecord, Record, SessionKey,
    SessionRecord, title_key,
};

/// What one import took in.
///
/// ```
/// assert_eq!(plenary::store::Tally::default().papers, 0);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Sessions.
    pub sessions: u64,
    /// Papers, each as often as the file holds it.
    pub papers: u64,
    /// Those of them that were joined with a paper that another file, or this one before, had brought.
    pub joined: u64,
    /// Authors of papers, each as often as the file names them.
    pub authorships: u64,
}

/// Writes the records of one file. Dropped before [`Writer::commit`], it leaves no trace.
pub struct Writer<'a> {
    pub(super) tx: Transaction<'a>,
    pub(super) known: &'a mut Known,
    pub(super) import_id: i64,
    pub(super) rank: u8,
    /// The conference that the user named.
    pub(super) conference: Option<ConferenceRecord>,
    pub(super) tally: Tally,
    /// People who may be named nowhere any more.
    pub(super) stale_authors: BTreeSet<i64>,
    path: std::path::PathBuf,
    source: String,
    sessions: HashMap<SessionKey, Slot>,
    /// Papers whose text is not in the full-text index.
    unindexed: BTreeSet<i64>,
    /// Papers that an earlier import of this file brought: they go if nothing brings them now.
    stale_papers: Vec<i64>,
}

/// One session of this file.
struct Slot {
    id: i64,
    presentations: i64,
    /// What is presented in it, hashed with how and when: a file may say it twice.
    presented: HashSet<u64>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        tx: Transaction<'a>,
        known: &'a mut Known,
        path: &std::path::Path,
        source: Source,
    ) -> rusqlite::Result<Self> {
        let conference_id =
            source.conference.as_ref().map(|conference| known.conference(&tx, conference)).transpose()?;
        let import_id = tx.prepare_cached(sql::INSERT_IMPORT)?.insert(named_params! {
            ":path": source.path,
            ":format": source.format,
            ":rank": source.rank,
            ":sha256": "",
            ":conference_id": conference_id,
            ":imported_at": jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
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
            stale_papers: Vec::new(),
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
    /// [`Error::Finding`] when the record is a placement of a paper that is not there: it is left out, and the next may
    /// follow; [`Error::Database`] when the disk is full or fails; [`Error::Sqlite`] when a paper names a session that no
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

    /// What was written so far.
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// Keeps what was written, with the number of records that were left out and the SHA-256 of the file, in hexadecimal.
    ///
    /// # Errors
    /// [`Error::Database`] when the disk is full or fails; nothing is kept then.
    pub fn commit(mut self, rejected: u64, sha256: &str) -> Result<Tally> {
        let path = self.path.clone();
        let finished = self.finish(rejected, sha256).and_then(|()| self.tx.commit());
        finished.map_err(|error| explain::in_words(&path, error))?;
        self.known.keep();
        Ok(self.tally)
    }

    fn finish(&mut self, rejected: u64, sha256: &str) -> rusqlite::Result<()> {
        let mut own: Vec<i64> = self.sessions.values().map(|slot| slot.id).collect();
        own.sort_unstable();
        for session_id in own {
            self.absorb_twin(session_id)?;
        }
        for paper_id in std::mem::take(&mut self.stale_papers) {
            self.settle_without_source(paper_id)?;
        }
        let stale_authors = std::mem::take(&mut self.stale_authors);
        self.known.settle_people(&self.tx, stale_authors)?;
        for paper_id in &self.unindexed {
            self.tx.prepare_cached(sql::INSERT_PAPER_TEXT)?.execute(named_params! { ":paper_id": paper_id })?;
        }
        self.tx.prepare_cached(sql::UPDATE_IMPORT_COUNTS)?.execute(named_params! {
            ":import_id": self.import_id,
            ":sessions": self.tally.sessions,
            ":papers": self.tally.papers,
            ":rejected": rejected,
            ":sha256": sha256,
        })?;
        Ok(())
    }

    /// Takes away what earlier imports of this file brought; papers go at the end, when it is known which come again.
    fn supersede(&mut self) -> rusqlite::Result<()> {
        let earlier = named_params! { ":path": self.source, ":import_id": self.import_id };
        self.stale_papers = ids(&self.tx, sql::LIST_SUPERSEDED_PAPERS, earlier)?;
        let sessions = ids(&self.tx, sql::LIST_SUPERSEDED_SESSIONS, earlier)?;
        self.tx.prepare_cached(sql::DELETE_SUPERSEDED_PAPER_SOURCES)?.execute(earlier)?;
        self.tx.prepare_cached(sql::DELETE_SUPERSEDED_SESSION_SOURCES)?.execute(earlier)?;
        for session_id in sessions {
            let is_kept = exists(&self.tx, sql::HAS_SESSION_SOURCE, named_params! { ":session_id": session_id })?;
            if !is_kept {
                self.drop_session(session_id)?;
            }
        }
        Ok(())
    }

    fn insert_session(&mut self, record: &SessionRecord) -> rusqlite::Result<()> {
        let time = record.time.clone().unwrap_or_default();
        let conference = self.conference_of(record.conference.as_deref());
        let conference_id =
            conference.as_ref().map(|conference| self.known.conference(&self.tx, conference)).transpose()?;
        let session_id = self.tx.prepare_cached(sql::INSERT_SESSION)?.insert(named_params! {
            ":conference_id": conference_id,
            ":title": record.title,
            ":title_key": title_key(&record.title),
            ":kind": record.kind,
            ":track": record.track,
            ":room": record.room,
            ":printed_time": record.time.as_ref().map(|time| &time.printed),
            ":starts_at": time.starts_at,
            ":ends_at": time.ends_at,
        })?;
        self.tx.prepare_cached(sql::INSERT_SESSION_SOURCE)?.execute(named_params! {
            ":session_id": session_id,
            ":import_id": self.import_id,
            ":line": record.line,
        })?;
        let mut positions: HashMap<&str, i64> = HashMap::new();
        for role in &record.roles {
            let author_id = self.known.person(&self.tx, &AuthorRecord::from(role.name.clone()))?;
            let position = positions.entry(&role.role).or_default();
            *position += 1;
            self.tx.prepare_cached(sql::INSERT_SESSION_ROLE)?.execute(named_params! {
                ":session_id": session_id,
                ":role": role.role,
                ":position": *position,
                ":author_id": author_id,
                ":printed_name": role.name.as_str(),
            })?;
        }
        self.sessions.insert(record.key, Slot { id: session_id, presentations: 0, presented: HashSet::new() });
        self.tally.sessions += 1;
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

    /// Places a paper that another file described; `false` when no file did.
    fn place(&mut self, record: &PlacementRecord) -> rusqlite::Result<bool> {
        let paper_id = self.known.paper_named(&self.tx, &record.paper.scheme, &record.paper.value)?;
        if let Some(paper_id) = paper_id {
            self.insert_presentation(paper_id, &record.presentation)?;
        }
        Ok(paper_id.is_some())
    }

    fn unplaced(&self, record: &PlacementRecord) -> Error {
        let place = Place::line(self.source.clone(), record.line);
        let reason = "no file described it yet: import the file of the papers first";
        Finding::rejected(place, format!("paper \"{}\"", record.paper.value), reason).into()
    }

    pub(super) fn insert_presentation(&mut self, paper_id: i64, record: &PresentationRecord) -> rusqlite::Result<()> {
        let slot = self.sessions.get_mut(&record.session).ok_or(rusqlite::Error::QueryReturnedNoRows)?;
        let time = record.time.as_ref().map(|time| &time.printed);
        if !slot.presented.insert(self.known.hash(&(paper_id, &record.kind, time))) {
            return Ok(());
        }
        slot.presentations += 1;
        self.tx.prepare_cached(sql::INSERT_PRESENTATION)?.execute(named_params! {
            ":session_id": slot.id,
            ":position": slot.presentations,
            ":paper_id": paper_id,
            ":kind": record.kind,
            ":board": record.board,
            ":printed_time": record.time.as_ref().map(|time| &time.printed),
            ":starts_at": record.time.as_ref().and_then(|time| time.starts_at.as_ref()),
        })?;
        Ok(())
    }

    /// Takes the place of the same session that was brought before, with what was said of it there alone.
    fn absorb_twin(&mut self, session_id: i64) -> rusqlite::Result<()> {
        let own = named_params! { ":session_id": session_id, ":import_id": self.import_id };
        let twin: Option<i64> =
            self.tx.prepare_cached(sql::FIND_SESSION_TWIN)?.query_row(own, |row| row.get(0)).optional()?;
        let Some(twin) = twin else { return Ok(()) };
        let both = named_params! { ":session_id": twin, ":to_session_id": session_id };
        let statements =
            [sql::MOVE_SESSION_SOURCES, sql::COMPLETE_SESSION, sql::MOVE_SESSION_ROLES, sql::MOVE_PRESENTATIONS];
        for statement in statements {
            self.tx.prepare_cached(statement)?.execute(both)?;
        }
        self.drop_session(twin)
    }

    fn drop_session(&mut self, session_id: i64) -> rusqlite::Result<()> {
        let session = named_params! { ":session_id": session_id };
        self.stale_authors.extend(ids(&self.tx, sql::LIST_SESSION_ROLE_AUTHORS, session)?);
        for statement in [sql::DELETE_SESSION_ROLES, sql::DELETE_PRESENTATIONS, sql::DELETE_SESSION] {
            self.tx.prepare_cached(statement)?.execute(session)?;
        }
        Ok(())
    }

    /// Drops a paper that no file brings any more; one that other files bring is what they say it is.
    fn settle_without_source(&mut self, paper_id: i64) -> rusqlite::Result<()> {
        let paper = named_params! { ":paper_id": paper_id };
        if exists(&self.tx, sql::HAS_PAPER_SOURCE, paper)? {
            return self.settle_anew(paper_id);
        }
        self.take_from_index(paper_id)?;
        self.unindexed.remove(&paper_id);
        self.stale_authors.extend(ids(&self.tx, sql::LIST_AUTHORSHIPS, paper)?);
        let statements = [
            sql::DELETE_AUTHORSHIPS,
            sql::DELETE_PAPER_LINKS,
            sql::DELETE_PAPER_KEYWORDS,
            sql::DELETE_PAPER_IDS,
            sql::DELETE_PAPER,
        ];
        for statement in statements {
            self.tx.prepare_cached(statement)?.execute(paper)?;
        }
        Ok(())
    }

    /// Before the text of a paper changes: the index has to be told the old one.
    pub(super) fn take_from_index(&mut self, paper_id: i64) -> rusqlite::Result<()> {
        if !self.known.is_complete() && self.unindexed.insert(paper_id) {
            self.tx.prepare_cached(sql::DELETE_PAPER_TEXT)?.execute(named_params! { ":paper_id": paper_id })?;
        }
        Ok(())
    }
}

fn ids(tx: &Connection, statement: &str, parameters: impl rusqlite::Params) -> rusqlite::Result<Vec<i64>> {
    tx.prepare_cached(statement)?.query_map(parameters, |row| row.get(0))?.collect()
}

/// Whether a statement that asks so finds anything.
pub(super) fn exists(tx: &Connection, statement: &str, parameters: impl rusqlite::Params) -> rusqlite::Result<bool> {
    tx.prepare_cached(statement)?.query_row(parameters, |row| row.get(0))
}
