//! What the store knows by heart while it writes: people by name, papers by title and by name, conferences.
//!
//! In a database that this process builds from nothing the lists are complete, so nobody has to be looked up on the
//! disk. Otherwise they hold what one import has met so far. Keys are 128 bits of hash: a million names stay small.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::Hash;

use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::journal::{Journal, Owner, Watermarks};
use super::key::{ByKey, Key, Keys};
use super::settlement::{self, Settlement};
use super::sql;
use crate::record::{AuthorRecord, ConferenceRecord, PersonName};

/// One person, found by name.
#[derive(Clone, Copy)]
struct Person {
    id: i64,
    /// The spelling that was met first, hashed.
    spelling: u64,
}

/// The lists.
#[derive(Default)]
pub struct Known {
    is_complete: bool,
    keys: Keys,
    people: ByKey<Person>,
    spellings: HashSet<(i64, u64)>,
    titles: ByKey<i64>,
    /// Papers whose title another paper has too.
    namesakes: ByKey<Vec<i64>>,
    ids: ByKey<i64>,
    conferences: HashMap<String, i64>,
    /// Whether spellings can be found by person in a database that is being built.
    has_name_index: bool,
    /// What the file that is being written changes.
    journal: Journal,
    /// What is to be settled once the indexes are there.
    pending: Pending,
    /// As `pending`, before the file that is being written.
    kept: Pending,
    /// Whether a file was begun and not kept.
    is_half_told: bool,
}

/// Changes of people that concern all their papers.
#[derive(Default, Clone)]
struct Pending {
    /// People who turned out to be others, and who they are.
    merged: HashMap<i64, i64>,
    /// Those of them that turned out so in the file that is being written, in that order.
    fresh: Vec<(i64, i64)>,
    /// What each file before it has to settle.
    settlements: Vec<Settlement>,
}

impl Pending {
    fn now(&self, id: i64) -> i64 {
        let mut id = id;
        while let Some(winner) = self.merged.get(&id) {
            id = *winner;
        }
        id
    }
}

impl Known {
    /// The lists of an empty database, which everything written from now on is added to.
    pub fn complete() -> Self {
        Self { is_complete: true, ..Self::default() }
    }

    /// The complete lists of a database that this process is building, read anew after a file was taken back.
    fn reload(connection: &Connection, kept: Pending) -> rusqlite::Result<Self> {
        let mut known = Self { pending: kept.clone(), kept, ..Self::complete() };
        let text = |row: &Row<'_>, column: usize| row.get_ref(column).and_then(|value| Ok(value.as_str()?.to_owned()));
        let mut people = connection.prepare(sql::LIST_SPELLINGS)?;
        let mut rows = people.query([])?;
        while let Some(row) = rows.next()? {
            known.remember_person(&text(row, 0)?, row.get(1)?, &text(row, 2)?);
        }
        let mut titles = connection.prepare(sql::LIST_TITLES)?;
        let mut rows = titles.query([])?;
        while let Some(row) = rows.next()? {
            known.remember_title(&text(row, 0)?, row.get(1)?);
        }
        let mut ids = connection.prepare(sql::LIST_PAPER_IDS)?;
        let mut rows = ids.query([])?;
        while let Some(row) = rows.next()? {
            known.remember_id(&text(row, 0)?, &text(row, 1)?, row.get(2)?);
        }
        Ok(known)
    }

    /// Makes the lists fit for the next file: empty ones, or in a database that is being built those of all files so far.
    pub fn begin(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        if !self.is_complete {
            *self = Self::default();
        } else if self.is_half_told {
            *self = Self::reload(connection, std::mem::take(&mut self.kept))?;
        }
        self.is_half_told = true;
        Ok(())
    }

    /// The file that was begun is kept.
    pub fn keep(&mut self) {
        self.is_half_told = false;
        if self.is_complete {
            self.kept = self.pending.clone();
        }
    }

    /// Whether a whole database is being built.
    pub fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// A hash that holds as long as these lists.
    pub fn hash(&self, value: &impl Hash) -> u64 {
        self.keys.hash(value)
    }

    fn key(&self, text: &str) -> Key {
        self.keys.key(text)
    }

    /// The conference of this name, known or new.
    pub fn conference(&mut self, connection: &Connection, record: &ConferenceRecord) -> rusqlite::Result<i64> {
        if let Some(id) = self.conferences.get(&record.name) {
            return Ok(*id);
        }
        let found = connection
            .prepare_cached(sql::FIND_CONFERENCE)?
            .query_row(named_params! { ":name": record.name }, |row| row.get(0))
            .optional()?;
        let id = match found {
            Some(id) => id,
            None => connection
                .prepare_cached(sql::INSERT_CONFERENCE)?
                .insert(named_params! { ":name": record.name, ":acronym": record.acronym, ":year": record.year })?,
        };
        self.conferences.insert(record.name.clone(), id);
        Ok(id)
    }

    /// The person of this name, by ORCID iD or by the folded name; `None` when there is none yet.
    pub fn find_person(&mut self, connection: &Connection, author: &AuthorRecord) -> rusqlite::Result<Option<i64>> {
        let by_name = self.find_name(connection, &author.name)?;
        let Some(orcid) = &author.orcid else { return Ok(by_name) };
        let by_orcid = connection
            .prepare_cached(sql::FIND_AUTHOR_BY_ORCID)?
            .query_row(named_params! { ":orcid": orcid }, |row| row.get(0))
            .optional()?;
        match (by_orcid, by_name) {
            (Some(id), _) => Ok(Some(self.now(id))),
            // A namesake who has another ORCID iD is another person.
            (None, Some(id)) => {
                self.note_author(connection, id)?;
                connection
                    .prepare_cached(sql::CLAIM_ORCID)?
                    .execute(named_params! { ":author_id": id, ":orcid": orcid })
                    .map(|changed| (changed == 1).then_some(id))
            }
            (None, None) => Ok(None),
        }
    }

    fn find_name(&mut self, connection: &Connection, name: &PersonName) -> rusqlite::Result<Option<i64>> {
        let key = name.key();
        if let Some(person) = self.people.get(&self.key(&key)) {
            return Ok(Some(self.now(person.id)));
        }
        if self.is_complete {
            return Ok(None);
        }
        let found: Option<(i64, String)> = connection
            .prepare_cached(sql::FIND_AUTHOR)?
            .query_row(named_params! { ":name_key": key }, |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        if let Some((id, spelling)) = &found {
            self.remember_person(&key, *id, spelling);
        }
        Ok(found.map(|(id, _)| self.now(id)))
    }

    /// The person of this name, known or new. The spelling is kept.
    pub fn person(&mut self, connection: &Connection, author: &AuthorRecord) -> rusqlite::Result<i64> {
        // Most names are known in this very spelling.
        if let Some(person) = self.people.get(&self.key(&author.name.key())).filter(|_| author.orcid.is_none())
            && person.spelling == self.hash(&author.name.as_str())
            && self.now(person.id) == person.id
        {
            return Ok(person.id);
        }
        match self.find_person(connection, author)? {
            Some(id) => {
                self.add_spelling(connection, id, &author.name)?;
                Ok(id)
            }
            None => self.new_person(connection, author),
        }
    }

    fn new_person(&mut self, connection: &Connection, author: &AuthorRecord) -> rusqlite::Result<i64> {
        let (name, key) = (&author.name, author.name.key());
        let id = connection.prepare_cached(sql::INSERT_AUTHOR)?.insert(named_params! {
            ":name": name.as_str(),
            ":family": name.family(),
            ":given": name.given(),
            ":name_key": key,
            ":orcid": author.orcid,
        })?;
        if !self.is_complete {
            insert_spelling(connection, &key, id, name)?;
        }
        self.remember_person(&key, id, name.as_str());
        Ok(id)
    }

    /// Keeps one more spelling of a person.
    pub fn add_spelling(&mut self, connection: &Connection, id: i64, name: &PersonName) -> rusqlite::Result<()> {
        let key = name.key();
        let spelling = self.hash(&name.as_str());
        let known = self.people.get(&self.key(&key));
        let is_first = known.is_some_and(|person| self.now(person.id) == id && person.spelling == spelling);
        if is_first || !self.spellings.insert((id, spelling)) {
            return Ok(());
        }
        self.note_author(connection, id)?;
        insert_spelling(connection, &key, id, name)?;
        connection.prepare_cached(sql::DIVIDE_AUTHOR)?.execute(named_params! {
            ":author_id": id,
            ":family": name.family(),
            ":given": name.given(),
        })?;
        self.remember_person(&key, id, name.as_str());
        Ok(())
    }

    /// Calls a person by a better spelling; the one that was used so far is kept.
    pub fn rename(&mut self, connection: &Connection, id: i64, name: &PersonName) -> rusqlite::Result<()> {
        let id = self.now(id);
        self.note_author(connection, id)?;
        let author = named_params! { ":author_id": id, ":name": name.as_str() };
        if connection.prepare_cached(sql::KEEP_AUTHOR_NAME)?.execute(author)? == 1 {
            connection.prepare_cached(sql::RENAME_AUTHOR)?.execute(named_params! {
                ":author_id": id,
                ":name": name.as_str(),
                ":name_key": name.key(),
                ":family": name.family(),
                ":given": name.given(),
            })?;
            if self.is_complete {
                connection
                    .prepare_cached(sql::INSERT_FIRST_AUTHOR_NAME)?
                    .execute(named_params! { ":author_id": id })?;
            }
        }
        Ok(())
    }

    fn remember_person(&mut self, key: &str, id: i64, spelling: &str) {
        let spelling = self.hash(&spelling);
        self.people.entry(self.key(key)).or_insert(Person { id, spelling });
    }

    /// From now on one person is the other: `loser` was found to be `winner`.
    pub fn merge(&mut self, loser: i64, winner: i64) {
        let (loser, winner) = (self.now(loser), self.now(winner));
        if loser != winner {
            self.pending.merged.insert(loser, winner);
            self.pending.fresh.push((loser, winner));
        }
    }

    /// Who a person is by now.
    pub fn now(&self, id: i64) -> i64 {
        self.pending.now(id)
    }

    /// From now on what changes is noted, in what has an id up to these.
    pub fn start_journal(&mut self, connection: &Connection, before: Watermarks) -> rusqlite::Result<()> {
        self.journal = Journal::start(connection, before)?;
        Ok(())
    }

    /// Notes a paper or a session as it is, before it changes.
    pub fn note(&mut self, connection: &Connection, owner: Owner, id: i64) -> rusqlite::Result<()> {
        self.journal.note(connection, owner, id)
    }

    fn note_author(&mut self, connection: &Connection, id: i64) -> rusqlite::Result<()> {
        if self.is_complete {
            if !std::mem::replace(&mut self.has_name_index, true) {
                connection.execute_batch(sql::CREATE_NAME_INDEX)?;
            }
            // Its first spelling waits for the end, and belongs to whoever brought it.
            let author = named_params! { ":author_id": id };
            connection.prepare_cached(sql::INSERT_FIRST_AUTHOR_NAME)?.execute(author)?;
        }
        self.journal.note(connection, Owner::Author, id)
    }

    /// Keeps what the file has changed, for undoing it. In a database that is being built people who turned out to be
    /// others are still two; in the rows as they were they are called by who they were before this file.
    pub fn keep_journal(&mut self, connection: &Connection, import_id: i64) -> rusqlite::Result<()> {
        std::mem::take(&mut self.journal).keep(connection, import_id)?;
        if self.kept.merged.is_empty() {
            return Ok(());
        }
        settlement::rename_in_images(connection, import_id, &self.kept.settlements)
    }

    /// Makes people who turned out to be one person one row, and drops those whom nothing names any more. In a database
    /// that is being built this waits for [`settlement::settle_all`], when the indexes are there.
    pub fn settle_people(
        &mut self,
        connection: &Connection,
        import_id: i64,
        before: Watermarks,
        stale: BTreeSet<i64>,
    ) -> rusqlite::Result<()> {
        let merged = std::mem::take(&mut self.pending.fresh);
        let settlement = Settlement { import_id, before, merged, stale };
        if self.is_complete {
            // Most files settle nothing, and the list is copied with every file.
            if !settlement.merged.is_empty() || !settlement.stale.is_empty() {
                self.pending.settlements.push(settlement);
            }
            return Ok(());
        }
        self.pending.merged.clear();
        settlement.merge(connection, &mut self.journal)?;
        settlement.drop_unnamed(connection, &mut self.journal)
    }

    /// What waited for the end, import by import.
    pub fn settlements(&mut self) -> Vec<Settlement> {
        std::mem::take(&mut self.pending.settlements)
    }

    /// The papers of this folded title, the oldest first.
    pub fn papers_titled(&self, connection: &Connection, title_key: &str) -> rusqlite::Result<Vec<i64>> {
        if !self.is_complete {
            let mut statement = connection.prepare_cached(sql::LIST_PAPERS_TITLED)?;
            return statement.query_map(named_params! { ":title_key": title_key }, |row| row.get(0))?.collect();
        }
        let key = self.key(title_key);
        let first = self.titles.get(&key).copied();
        Ok(first.into_iter().chain(self.namesakes.get(&key).into_iter().flatten().copied()).collect())
    }

    /// The paper that a site or a registry gave this name; `None` when it is not known.
    pub fn paper_named(&self, connection: &Connection, scheme: &str, value: &str) -> rusqlite::Result<Option<i64>> {
        if self.is_complete {
            return Ok(self.ids.get(&self.key(&format!("{scheme}:{value}"))).copied());
        }
        connection
            .prepare_cached(sql::FIND_PAPER_BY_ID)?
            .query_row(named_params! { ":scheme": scheme, ":value": value }, |row| row.get(0))
            .optional()
    }

    /// Adds a paper under its folded title.
    pub fn remember_title(&mut self, title_key: &str, paper_id: i64) {
        if self.is_complete {
            let key = self.key(title_key);
            if *self.titles.entry(key).or_insert(paper_id) != paper_id {
                self.namesakes.entry(key).or_default().push(paper_id);
            }
        }
    }

    /// Adds a paper under a name that it was given.
    pub fn remember_id(&mut self, scheme: &str, value: &str, paper_id: i64) {
        if self.is_complete {
            self.ids.entry(self.key(&format!("{scheme}:{value}"))).or_insert(paper_id);
        }
    }
}

fn insert_spelling(connection: &Connection, key: &str, id: i64, name: &PersonName) -> rusqlite::Result<()> {
    connection
        .prepare_cached(sql::INSERT_AUTHOR_NAME)?
        .execute(named_params! { ":name_key": key, ":author_id": id, ":name": name.as_str() })
        .map(|_| ())
}
