//! A file that was imported before and says something else now: which of its sessions and papers are the same ones,
//! renamed, moved or retitled, and which are gone.

use std::collections::{BTreeSet, HashMap, HashSet};

use rusqlite::named_params;

use super::identity::{Titled, retitled};
use super::journal::Owner;
use super::pairing::{Session, pairs};
use super::session::Fold;
use super::writer::{Writer, exists, ids};
use super::{explain, sql};
use crate::error::Result;

/// What earlier imports of this file brought.
#[derive(Default)]
pub struct Earlier {
    /// Sessions, and whether another file names them too.
    sessions: Vec<(i64, bool)>,
    /// Papers.
    pub papers: BTreeSet<i64>,
    /// In which of the sessions each paper was.
    places: HashMap<i64, Vec<i64>>,
}

impl Writer<'_> {
    /// From now on earlier imports of this file are no source of what they brought. What comes again stays as it is; the
    /// rest is settled in [`Writer::reconcile`].
    pub(super) fn supersede(&mut self) -> rusqlite::Result<()> {
        let earlier = named_params! { ":path": self.source, ":import_id": self.import_id };
        let mut found = Earlier {
            papers: ids(&self.tx, sql::LIST_SUPERSEDED_PAPERS, earlier)?.into_iter().collect(),
            ..Earlier::default()
        };
        let mut statement = self.tx.prepare_cached(sql::LIST_SESSIONS_OF_PATH)?;
        found.sessions =
            statement.query_map(earlier, |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
        drop(statement);
        for (session_id, _) in &found.sessions {
            for paper_id in self.presented(*session_id)? {
                found.places.entry(paper_id).or_default().push(*session_id);
            }
        }
        for paper_id in &found.papers {
            self.known.note(&self.tx, Owner::Paper, *paper_id)?;
        }
        for (session_id, _) in &found.sessions {
            self.known.note(&self.tx, Owner::Session, *session_id)?;
        }
        self.tx.prepare_cached(sql::DELETE_SUPERSEDED_PAPER_SOURCES)?.execute(earlier)?;
        self.tx.prepare_cached(sql::DELETE_SUPERSEDED_SESSION_SOURCES)?.execute(earlier)?;
        self.earlier = found;
        Ok(())
    }

    /// Finds what came again under another name, and settles the rest.
    pub(super) fn reconcile(&mut self) -> rusqlite::Result<()> {
        let earlier = std::mem::take(&mut self.earlier);
        let folded = self.reconcile_sessions(&earlier)?;
        // A file may say a session twice: the first one of the same words in which a paper stands.
        let mut first: HashMap<(u64, i64), i64> = HashMap::new();
        for session_id in self.own_sessions() {
            if folded.contains(&session_id) {
                continue;
            }
            let session = self.session(session_id)?;
            let words = self.known.hash(&session.values);
            let same = session.papers.iter().find_map(|paper| first.get(&(words, *paper)).copied());
            if let Some(into) = same {
                self.fold_session(session_id, into, Fold::Complete)?;
            }
            let kept = same.map_or_else(|| self.absorb_twin(session_id), |into| Ok(Some(into)))?;
            let kept = kept.unwrap_or(session_id);
            first.extend(session.papers.into_iter().map(|paper| ((words, paper), kept)));
        }
        self.reconcile_papers(&earlier)
    }

    fn presented(&self, session_id: i64) -> rusqlite::Result<Vec<i64>> {
        ids(&self.tx, sql::LIST_PRESENTED_PAPERS, named_params! { ":session_id": session_id })
    }

    fn session(&self, id: i64) -> rusqlite::Result<Session> {
        let session = named_params! { ":session_id": id };
        let values = self.tx.prepare_cached(sql::FIND_SESSION_VALUES)?.query_row(session, |row| {
            Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?])
        })?;
        Ok(Session { id, conference: None, values, papers: self.presented(id)?.into_iter().collect() })
    }

    /// The sessions of this file that took the place of one of an earlier import of it.
    fn reconcile_sessions(&mut self, earlier: &Earlier) -> rusqlite::Result<HashSet<i64>> {
        let mut folded = HashSet::new();
        if earlier.sessions.is_empty() {
            return Ok(folded);
        }
        let own = self.own_sessions().into_iter().map(|id| self.session(id)).collect::<rusqlite::Result<Vec<_>>>()?;
        let old =
            earlier.sessions.iter().map(|(id, _)| self.session(*id)).collect::<rusqlite::Result<Vec<Session>>>()?;
        let shared: HashSet<i64> = earlier.sessions.iter().filter(|(_, shared)| *shared).map(|(id, _)| *id).collect();
        let mut kept = HashSet::new();
        for (session_id, into) in pairs(&own, &old) {
            let fold = if shared.contains(&into) { Fold::Complete } else { Fold::Replace };
            self.fold_session(session_id, into, fold)?;
            folded.insert(session_id);
            kept.insert(into);
        }
        for (session_id, is_shared) in earlier.sessions.iter().filter(|(id, _)| !kept.contains(id)) {
            match is_shared {
                true => self.resolve_session(*session_id)?,
                false => self.drop_session(*session_id)?,
            }
        }
        Ok(folded)
    }

    fn reconcile_papers(&mut self, earlier: &Earlier) -> rusqlite::Result<()> {
        let mut gone = Vec::new();
        for paper_id in &earlier.papers {
            if self.brought.contains(paper_id) {
                continue;
            }
            // One that other files bring is what they say it is.
            if exists(&self.tx, sql::HAS_PAPER_SOURCE, named_params! { ":paper_id": paper_id })? {
                self.settle_anew(*paper_id)?;
            } else {
                gone.push(*paper_id);
            }
        }
        if gone.is_empty() {
            return Ok(());
        }
        let new_ids = ids(&self.tx, sql::LIST_PAPERS_ABOVE, named_params! { ":above": self.before.papers })?;
        let new = new_ids.iter().map(|id| self.titled(*id)).collect::<rusqlite::Result<Vec<_>>>()?;
        let mut old = gone.iter().map(|id| self.titled(*id)).collect::<rusqlite::Result<Vec<_>>>()?;
        for (paper_id, paper) in gone.iter().zip(&mut old) {
            paper.sessions.extend(earlier.places.get(paper_id).into_iter().flatten().map(i64::to_string));
        }
        let mut left: BTreeSet<i64> = gone.iter().copied().collect();
        for (old, new) in retitled(&old, &new) {
            if let (Some(old), Some(new)) = (gone.get(old), new_ids.get(new)) {
                self.fold_paper(*new, *old)?;
                left.remove(old);
            }
        }
        left.into_iter().try_for_each(|paper_id| self.withdraw(paper_id))
    }

    fn titled(&self, paper_id: i64) -> rusqlite::Result<Titled> {
        let paper = named_params! { ":paper_id": paper_id };
        let title_key = self.tx.prepare_cached(sql::FIND_TITLE_KEY)?.query_row(paper, |row| row.get(0))?;
        let authors = ids(&self.tx, sql::LIST_AUTHORSHIPS, paper)?;
        let sessions = ids(&self.tx, sql::LIST_SESSIONS_OF_PAPER, paper)?;
        let texts = |ids: Vec<i64>| ids.iter().map(i64::to_string).collect();
        Ok(Titled { title_key, authors: texts(authors), sessions: texts(sessions), conference: None })
    }

    /// Puts what this file says of a paper in the place of what it said before: that row stays, and the new one goes.
    fn fold_paper(&mut self, paper_id: i64, into: i64) -> rusqlite::Result<()> {
        self.known.note(&self.tx, Owner::Paper, into)?;
        for id in [paper_id, into] {
            self.take_from_index(id)?;
        }
        self.unindexed.remove(&paper_id);
        let old = named_params! { ":paper_id": into };
        self.stale_authors.extend(ids(&self.tx, sql::LIST_AUTHORSHIPS, old)?);
        let emptied = [sql::DELETE_AUTHORSHIPS, sql::DELETE_PAPER_KEYWORDS, sql::DELETE_PAPER_LINKS];
        for statement in emptied {
            self.tx.prepare_cached(statement)?.execute(old)?;
        }
        let both = named_params! { ":paper_id": paper_id, ":to_paper_id": into };
        let given = [
            sql::REPLACE_PAPER,
            sql::GIVE_AUTHORSHIPS,
            sql::GIVE_PAPER_KEYWORDS,
            sql::GIVE_PAPER_LINKS,
            sql::GIVE_PAPER_IDS,
            sql::GIVE_PAPER_SOURCES,
            sql::GIVE_PAPER_PRESENTATIONS,
        ];
        for statement in given {
            self.tx.prepare_cached(statement)?.execute(both)?;
        }
        self.tx.prepare_cached(sql::DELETE_PAPER)?.execute(named_params! { ":paper_id": paper_id })?;
        self.rename_in_claims(paper_id, into)
    }

    /// Marks a paper that no file names any more; it is in no session and is not found.
    fn withdraw(&mut self, paper_id: i64) -> rusqlite::Result<()> {
        self.known.note(&self.tx, Owner::Paper, paper_id)?;
        self.take_from_index(paper_id)?;
        let paper = named_params! { ":paper_id": paper_id };
        for session_id in ids(&self.tx, sql::LIST_SESSIONS_OF_PAPER, paper)? {
            self.known.note(&self.tx, Owner::Session, session_id)?;
        }
        self.tx.prepare_cached(sql::DELETE_PAPER_PRESENTATIONS)?.execute(paper)?;
        let by = named_params! { ":paper_id": paper_id, ":import_id": self.import_id };
        self.tx.prepare_cached(sql::WITHDRAW_PAPER)?.execute(by)?;
        self.tally.withdrawn += 1;
        Ok(())
    }

    /// Takes away for good the papers that are withdrawn, and says how many they were.
    ///
    /// # Errors
    /// [`Error::Database`](crate::error::Error::Database) when the disk is full or fails.
    pub fn prune(&mut self) -> Result<u64> {
        self.prune_withdrawn().map_err(|error| explain::in_words(&self.path, error))
    }

    fn prune_withdrawn(&mut self) -> rusqlite::Result<u64> {
        let withdrawn = ids(&self.tx, sql::LIST_WITHDRAWN, [])?;
        for paper_id in &withdrawn {
            self.known.note(&self.tx, Owner::Paper, *paper_id)?;
            let paper = named_params! { ":paper_id": paper_id };
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
        }
        Ok(withdrawn.len() as u64)
    }
}
