//! Sessions and what is presented in them, to rows.

use std::collections::{HashMap, HashSet};

use rusqlite::{OptionalExtension, named_params};

use super::journal::Owner;
use super::sql;
use super::writer::{Writer, ids};
use crate::error::{Error, Finding, Place};
use crate::record::{AuthorRecord, PlacementRecord, PresentationRecord, SessionRecord, title_key};

/// One session of this file.
pub struct Slot {
    /// Its row.
    pub id: i64,
    presentations: i64,
    /// What is presented in it, hashed with how and when: a file may say it twice.
    presented: HashSet<u64>,
}

/// What becomes of what is said of a session in the place that another one takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// It goes: the same file says something else now.
    Replace,
    /// It stays with its source: another file said it, and may be believed.
    Complete,
}

impl Writer<'_> {
    pub(super) fn insert_session(&mut self, record: &SessionRecord) -> rusqlite::Result<()> {
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

    /// Places a paper that another file described; `false` when no file did.
    pub(super) fn place(&mut self, record: &PlacementRecord) -> rusqlite::Result<bool> {
        let paper_id = self.known.paper_named(&self.tx, &record.paper.scheme, &record.paper.value)?;
        if let Some(paper_id) = paper_id {
            self.insert_presentation(paper_id, &record.presentation)?;
        }
        Ok(paper_id.is_some())
    }

    pub(super) fn unplaced(&self, record: &PlacementRecord) -> Error {
        let place = Place::line(self.source.clone(), record.line);
        let reason = "no file described it yet: import the file of the papers first";
        let finding = Finding::rejected(place, format!("paper \"{}\"", record.paper.value), reason);
        finding.in_field("id").with_text(&record.paper.value).into()
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

    /// The sessions that this file brought, in file order.
    pub(super) fn own_sessions(&self) -> Vec<i64> {
        let mut own: Vec<i64> = self.sessions.values().map(|slot| slot.id).collect();
        own.sort_unstable();
        own
    }

    /// Puts a session into the same one that another file brought; `None` when no other did.
    pub(super) fn absorb_twin(&mut self, session_id: i64) -> rusqlite::Result<Option<i64>> {
        let own = named_params! {
            ":session_id": session_id,
            ":import_id": self.import_id,
            ":sessions_before": self.before.sessions,
            ":rank": self.rank,
        };
        let twin: Option<i64> =
            self.tx.prepare_cached(sql::FIND_SESSION_TWIN)?.query_row(own, |row| row.get(0)).optional()?;
        if let Some(twin) = twin {
            self.fold_session(session_id, twin, Fold::Complete)?;
        }
        Ok(twin)
    }

    /// Puts what a session of this file says in the place of one that is there: that one's row stays, and this one's goes.
    pub(super) fn fold_session(&mut self, session_id: i64, into: i64, fold: Fold) -> rusqlite::Result<()> {
        self.known.note(&self.tx, Owner::Session, into)?;
        let (from, to) = (named_params! { ":session_id": session_id }, named_params! { ":session_id": into });
        let both = named_params! { ":session_id": session_id, ":to_session_id": into };
        self.stale_authors.extend(ids(&self.tx, sql::LIST_SESSION_ROLE_AUTHORS, to)?);
        match fold {
            Fold::Complete => {
                self.join_claims(session_id, into)?;
                self.stale_authors.extend(ids(&self.tx, sql::LIST_SESSION_ROLE_AUTHORS, from)?);
                for statement in [sql::DELETE_SESSION_ROLES, sql::DELETE_PRESENTATIONS] {
                    self.tx.prepare_cached(statement)?.execute(from)?;
                }
            }
            Fold::Replace => {
                for statement in [sql::DELETE_SESSION_ROLES, sql::DELETE_PRESENTATIONS] {
                    self.tx.prepare_cached(statement)?.execute(to)?;
                }
                let given =
                    [sql::REPLACE_SESSION, sql::GIVE_SESSION_ROLES, sql::GIVE_PRESENTATIONS, sql::MOVE_SESSION_SOURCES];
                for statement in given {
                    self.tx.prepare_cached(statement)?.execute(both)?;
                }
            }
        }
        self.tx.prepare_cached(sql::DELETE_SESSION)?.execute(from)?;
        if fold == Fold::Complete { self.resolve_session(into) } else { Ok(()) }
    }

    /// Takes away a session that no file brings any more.
    pub(super) fn drop_session(&mut self, session_id: i64) -> rusqlite::Result<()> {
        self.known.note(&self.tx, Owner::Session, session_id)?;
        let session = named_params! { ":session_id": session_id };
        self.stale_authors.extend(ids(&self.tx, sql::LIST_SESSION_ROLE_AUTHORS, session)?);
        for statement in [sql::DELETE_SESSION_ROLES, sql::DELETE_PRESENTATIONS, sql::DELETE_SESSION] {
            self.tx.prepare_cached(statement)?.execute(session)?;
        }
        Ok(())
    }
}
