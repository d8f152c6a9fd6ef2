//! Records to rows, one file in one transaction.

use std::collections::{BTreeSet, HashMap};

use rusqlite::{OptionalExtension, Transaction, named_params};

use super::people::People;
use super::{Source, explain, sql};
use crate::error::Result;
use crate::record::{
    AuthorRecord, ConferenceRecord, PaperRecord, PresentationRecord, Record, SessionKey, SessionRecord, title_key,
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
    /// Authors of papers, each as often as the file names them.
    pub authorships: u64,
}

/// Writes the records of one file. Dropped before [`Writer::commit`], it leaves no trace.
pub struct Writer<'a> {
    tx: Transaction<'a>,
    path: std::path::PathBuf,
    import_id: i64,
    conference_id: Option<i64>,
    sessions: HashMap<SessionKey, Slot>,
    people: People,
    /// Papers whose text is not in the full-text index.
    unindexed: BTreeSet<i64>,
    /// Papers that an earlier import of this file brought: they go if nothing brings them now.
    stale_papers: Vec<i64>,
    /// People who may be named nowhere any more.
    stale_authors: BTreeSet<i64>,
    tally: Tally,
}

/// One session of this file.
struct Slot {
    id: i64,
    presentations: i64,
}

impl<'a> Writer<'a> {
    pub(super) fn new(tx: Transaction<'a>, path: &std::path::Path, source: Source) -> rusqlite::Result<Self> {
        let conference_id =
            source.conference.as_ref().map(|conference| find_conference(&tx, conference)).transpose()?;
        let import_id = tx.prepare_cached(sql::INSERT_IMPORT)?.insert(named_params! {
            ":path": source.path,
            ":format": source.format,
            ":sha256": source.sha256,
            ":conference_id": conference_id,
            ":imported_at": jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        })?;
        let mut writer = Self {
            tx,
            path: path.to_path_buf(),
            import_id,
            conference_id,
            sessions: HashMap::new(),
            people: People::default(),
            unindexed: BTreeSet::new(),
            stale_papers: Vec::new(),
            stale_authors: BTreeSet::new(),
            tally: Tally::default(),
        };
        if source.path != "-" {
            writer.supersede(&source.path)?;
        }
        Ok(writer)
    }

    /// Writes one record. A paper that another file already brought is not written twice.
    ///
    /// # Errors
    /// [`Error::Database`](crate::error::Error::Database) when the disk is full or fails;
    /// [`Error::Sqlite`](crate::error::Error::Sqlite) when a paper names a session that no record before it brought.
    pub fn insert(&mut self, record: &Record) -> Result<()> {
        match record {
            Record::Session(session) => self.insert_session(session),
            Record::Paper(paper) => self.insert_paper(paper),
            Record::Person(_) | Record::Placement(_) => Ok(()),
        }
        .map_err(|error| explain::in_words(&self.path, error))
    }

    /// What was written so far.
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// Keeps what was written, with the number of records that were left out.
    ///
    /// # Errors
    /// [`Error::Database`](crate::error::Error::Database) when the disk is full or fails; nothing is kept then.
    pub fn commit(mut self, rejected: u64) -> Result<Tally> {
        let path = self.path.clone();
        let finished = self.finish(rejected).and_then(|()| self.tx.commit());
        finished.map_err(|error| explain::in_words(&path, error)).map(|()| self.tally)
    }

    fn finish(&mut self, rejected: u64) -> rusqlite::Result<()> {
        let own: Vec<i64> = self.sessions.values().map(|slot| slot.id).collect();
        for session_id in own {
            self.absorb_twin(session_id)?;
        }
        for paper_id in std::mem::take(&mut self.stale_papers) {
            self.drop_paper_without_source(paper_id)?;
        }
        for author_id in &self.stale_authors {
            let author = named_params! { ":author_id": author_id };
            self.tx.prepare_cached(sql::DELETE_ORPHAN_AUTHOR_NAMES)?.execute(author)?;
            self.tx.prepare_cached(sql::DELETE_ORPHAN_AUTHOR)?.execute(author)?;
        }
        for paper_id in &self.unindexed {
            self.tx.prepare_cached(sql::INSERT_PAPER_TEXT)?.execute(named_params! { ":paper_id": paper_id })?;
        }
        self.tx.prepare_cached(sql::UPDATE_IMPORT_COUNTS)?.execute(named_params! {
            ":import_id": self.import_id,
            ":sessions": self.tally.sessions,
            ":papers": self.tally.papers,
            ":rejected": rejected,
        })?;
        Ok(())
    }

    /// Takes away what earlier imports of this file brought; papers go at the end, when it is known which come again.
    fn supersede(&mut self, path: &str) -> rusqlite::Result<()> {
        let earlier = named_params! { ":path": path, ":import_id": self.import_id };
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
        let session_id = self.tx.prepare_cached(sql::INSERT_SESSION)?.insert(named_params! {
            ":conference_id": self.conference_id,
            ":title": record.title,
            ":title_key": title_key(&record.title),
            ":kind": record.kind,
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
            let author_id = self.people.find_or_insert(&self.tx, &role.name)?;
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
        self.sessions.insert(record.key, Slot { id: session_id, presentations: 0 });
        self.tally.sessions += 1;
        Ok(())
    }

    fn insert_paper(&mut self, record: &PaperRecord) -> rusqlite::Result<()> {
        let mut author_ids = Vec::with_capacity(record.authors.len());
        for author in &record.authors {
            author_ids.push(self.people.find_or_insert(&self.tx, &author.name)?);
        }
        let key = title_key(&record.title);
        let known: Option<i64> = self
            .tx
            .prepare_cached(sql::FIND_PAPER)?
            .query_row(
                named_params! {
                    ":title_key": key,
                    ":conference_id": self.conference_id,
                    ":author_ids": format!("{author_ids:?}"),
                },
                |row| row.get(0),
            )
            .optional()?;
        let paper_id = match known {
            Some(paper_id) => {
                self.update_paper(paper_id, record, &author_ids)?;
                paper_id
            }
            None => {
                let paper_id = self.tx.prepare_cached(sql::INSERT_PAPER)?.insert(named_params! {
                    ":conference_id": self.conference_id,
                    ":title": record.title,
                    ":title_key": key,
                    ":abstract": record.abstract_text,
                })?;
                self.insert_authorships(paper_id, &record.authors, &author_ids)?;
                self.insert_links(paper_id, &record.links)?;
                self.unindexed.insert(paper_id);
                paper_id
            }
        };
        self.tx.prepare_cached(sql::INSERT_PAPER_SOURCE)?.execute(named_params! {
            ":paper_id": paper_id,
            ":import_id": self.import_id,
            ":line": record.line,
        })?;
        for presentation in &record.presentations {
            self.insert_presentation(paper_id, presentation)?;
        }
        self.tally.papers += 1;
        self.tally.authorships += record.authors.len() as u64;
        Ok(())
    }

    /// Brings a known paper up to date: what the file says wins, what it does not say stays.
    fn update_paper(&mut self, paper_id: i64, record: &PaperRecord, author_ids: &[i64]) -> rusqlite::Result<()> {
        let paper = named_params! { ":paper_id": paper_id };
        let (title, abstract_text): (String, Option<String>) =
            self.tx.prepare_cached(sql::FIND_PAPER_TEXT)?.query_row(paper, |row| Ok((row.get(0)?, row.get(1)?)))?;
        let new_abstract = record.abstract_text.as_ref().or(abstract_text.as_ref());
        let has_new_text = title != record.title || new_abstract != abstract_text.as_ref();
        let known: Vec<(i64, String, Option<String>)> = self
            .tx
            .prepare_cached(sql::LIST_AUTHORSHIPS)?
            .query_map(paper, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let named = record.authors.iter().zip(author_ids);
        let has_new_authors = !record.authors.is_empty()
            && !known
                .iter()
                .map(|(id, name, affiliation)| (*id, name.as_str(), affiliation.as_ref()))
                .eq(named.map(|(author, id)| (*id, author.name.as_str(), author.affiliation.as_ref())));
        if !has_new_text && !has_new_authors {
            return Ok(());
        }
        self.take_from_index(paper_id)?;
        if has_new_text {
            self.tx
                .prepare_cached(sql::UPDATE_PAPER)?
                .execute(named_params! { ":paper_id": paper_id, ":title": record.title, ":abstract": new_abstract })?;
            if record.abstract_text.is_some() {
                self.tx.prepare_cached(sql::DELETE_PAPER_LINKS)?.execute(paper)?;
                self.insert_links(paper_id, &record.links)?;
            }
        }
        if has_new_authors {
            self.stale_authors.extend(known.iter().map(|(id, _, _)| *id));
            self.tx.prepare_cached(sql::DELETE_AUTHORSHIPS)?.execute(paper)?;
            self.insert_authorships(paper_id, &record.authors, author_ids)?;
        }
        Ok(())
    }

    fn insert_authorships(&self, paper_id: i64, authors: &[AuthorRecord], ids: &[i64]) -> rusqlite::Result<()> {
        let mut statement = self.tx.prepare_cached(sql::INSERT_AUTHORSHIP)?;
        for (position, (author, author_id)) in (1_i64..).zip(authors.iter().zip(ids)) {
            statement.execute(named_params! {
                ":paper_id": paper_id,
                ":position": position,
                ":author_id": author_id,
                ":printed_name": author.name.as_str(),
                ":affiliation": author.affiliation,
            })?;
        }
        Ok(())
    }

    fn insert_links(&self, paper_id: i64, links: &[String]) -> rusqlite::Result<()> {
        let mut statement = self.tx.prepare_cached(sql::INSERT_PAPER_LINK)?;
        for (position, url) in (1_i64..).zip(links) {
            statement.execute(named_params! { ":paper_id": paper_id, ":position": position, ":url": url })?;
        }
        Ok(())
    }

    fn insert_presentation(&mut self, paper_id: i64, record: &PresentationRecord) -> rusqlite::Result<()> {
        let slot = self.sessions.get_mut(&record.session).ok_or(rusqlite::Error::QueryReturnedNoRows)?;
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

    /// Takes the place of the same session that another file brought.
    fn absorb_twin(&mut self, session_id: i64) -> rusqlite::Result<()> {
        let own = named_params! { ":session_id": session_id, ":import_id": self.import_id };
        let twin: Option<i64> =
            self.tx.prepare_cached(sql::FIND_SESSION_TWIN)?.query_row(own, |row| row.get(0)).optional()?;
        let Some(twin) = twin else { return Ok(()) };
        self.tx
            .prepare_cached(sql::MOVE_SESSION_SOURCES)?
            .execute(named_params! { ":session_id": twin, ":to_session_id": session_id })?;
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

    fn drop_paper_without_source(&mut self, paper_id: i64) -> rusqlite::Result<()> {
        let paper = named_params! { ":paper_id": paper_id };
        if exists(&self.tx, sql::HAS_PAPER_SOURCE, paper)? {
            return Ok(());
        }
        self.take_from_index(paper_id)?;
        self.unindexed.remove(&paper_id);
        self.stale_authors.extend(ids(&self.tx, sql::LIST_AUTHORSHIPS, paper)?);
        for statement in [sql::DELETE_AUTHORSHIPS, sql::DELETE_PAPER_LINKS, sql::DELETE_PAPER] {
            self.tx.prepare_cached(statement)?.execute(paper)?;
        }
        Ok(())
    }

    /// Before the text of a paper changes: the index has to be told the old one.
    fn take_from_index(&mut self, paper_id: i64) -> rusqlite::Result<()> {
        if self.unindexed.insert(paper_id) {
            self.tx.prepare_cached(sql::DELETE_PAPER_TEXT)?.execute(named_params! { ":paper_id": paper_id })?;
        }
        Ok(())
    }
}

fn find_conference(tx: &Transaction<'_>, record: &ConferenceRecord) -> rusqlite::Result<i64> {
    let known = tx
        .prepare_cached(sql::FIND_CONFERENCE)?
        .query_row(named_params! { ":name": record.name }, |row| row.get(0))
        .optional()?;
    match known {
        Some(id) => Ok(id),
        None => tx
            .prepare_cached(sql::INSERT_CONFERENCE)?
            .insert(named_params! { ":name": record.name, ":acronym": record.acronym, ":year": record.year }),
    }
}

fn ids(tx: &Transaction<'_>, statement: &str, parameters: impl rusqlite::Params) -> rusqlite::Result<Vec<i64>> {
    tx.prepare_cached(statement)?.query_map(parameters, |row| row.get(0))?.collect()
}

fn exists(tx: &Transaction<'_>, statement: &str, parameters: impl rusqlite::Params) -> rusqlite::Result<bool> {
    tx.prepare_cached(statement)?.query_row(parameters, |row| row.get(0))
}
