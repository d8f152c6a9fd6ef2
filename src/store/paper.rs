//! Papers to rows; a paper that is already there is joined with what the file says of it.

use rusqlite::named_params;
use serde_json::{Value, json};

use super::claims::{self, Claimant, Claims};
use super::identity::{self, Candidate};
use super::journal::Owner;
use super::sql;
use super::writer::{Writer, exists};
use crate::record::{AuthorRecord, ConferenceRecord, Likeness, PaperRecord, PersonName, title_key};

impl Writer<'_> {
    pub(super) fn insert_paper(&mut self, record: &PaperRecord) -> rusqlite::Result<()> {
        let key = title_key(&record.title);
        let conference = self.conference_of(record.conference.as_deref());
        let paper_id = match self.find_paper(record, &key, conference.as_ref())? {
            Some(candidate) => {
                self.join(&candidate, record, conference.as_ref())?;
                self.brought.insert(candidate.paper_id);
                candidate.paper_id
            }
            None => self.insert_new(record, &key, conference.as_ref())?,
        };
        for presentation in &record.presentations {
            self.insert_presentation(paper_id, presentation)?;
        }
        self.tally.papers += 1;
        self.tally.authorships += record.authors.len() as u64;
        Ok(())
    }

    /// The conference that a record belongs to: the user's word counts more than the file's.
    pub(super) fn conference_of(&self, named: Option<&str>) -> Option<ConferenceRecord> {
        self.conference.clone().or_else(|| named.map(ConferenceRecord::parse))
    }

    fn conference_id(&mut self, conference: Option<&ConferenceRecord>) -> rusqlite::Result<Option<i64>> {
        conference.map(|conference| self.known.conference(&self.tx, conference)).transpose()
    }

    fn insert_new(
        &mut self,
        record: &PaperRecord,
        key: &str,
        conference: Option<&ConferenceRecord>,
    ) -> rusqlite::Result<i64> {
        let conference_id = self.conference_id(conference)?;
        let paper_id = self.tx.prepare_cached(sql::INSERT_PAPER)?.insert(named_params! {
            ":conference_id": conference_id,
            ":title": record.title,
            ":title_key": key,
            ":abstract": record.abstract_text,
            ":status": record.status,
            ":track": record.track,
            ":url": record.url,
            ":doi": record.doi,
            ":pages": record.pages,
        })?;
        self.known.remember_title(key, paper_id);
        self.insert_authorships(paper_id, &record.authors)?;
        self.insert_list(sql::INSERT_PAPER_LINK, paper_id, &record.links)?;
        self.insert_list(sql::INSERT_PAPER_KEYWORD, paper_id, &record.keywords)?;
        self.insert_ids(paper_id, record)?;
        self.insert_source(paper_id, record.line)?;
        // A database that is being built gets its full-text index at its end.
        if self.known.is_complete() {
            return Ok(paper_id);
        }
        let names: Vec<&str> = record.authors.iter().map(|author| author.name.as_str()).collect();
        self.tx.prepare_cached(sql::INSERT_NEW_PAPER_TEXT)?.execute(named_params! {
            ":paper_id": paper_id,
            ":title": record.title,
            ":abstract": record.abstract_text,
            ":authors": (!names.is_empty()).then(|| names.join("; ")),
        })?;
        Ok(paper_id)
    }

    /// The paper that a record is about: by DOI or another of its names, or else by title, year and an author.
    fn find_paper(
        &mut self,
        record: &PaperRecord,
        key: &str,
        conference: Option<&ConferenceRecord>,
    ) -> rusqlite::Result<Option<Candidate>> {
        for (scheme, value) in names_of(record) {
            let Some(paper_id) = self.known.paper_named(&self.tx, scheme, value)? else { continue };
            let candidate = self.candidate(paper_id)?;
            if identity::is_confirmed(&candidate, record, key) {
                return Ok(Some(candidate));
            }
        }
        for paper_id in self.known.papers_titled(&self.tx, key)? {
            let candidate = self.candidate(paper_id)?;
            if identity::is_same(&candidate, record, conference) {
                return Ok(Some(candidate));
            }
        }
        Ok(None)
    }

    fn candidate(&self, paper_id: i64) -> rusqlite::Result<Candidate> {
        let paper = named_params! { ":paper_id": paper_id };
        let mut authors: Vec<(i64, AuthorRecord)> = Vec::new();
        let mut statement = self.tx.prepare_cached(sql::LIST_AUTHORSHIPS)?;
        let mut rows = statement.query(paper)?;
        while let Some(row) = rows.next()? {
            let name = PersonName::literal(row.get::<_, String>(1)?);
            authors.push((self.known.now(row.get(0)?), AuthorRecord { name, affiliation: row.get(2)?, orcid: None }));
        }
        let mut statement = self.tx.prepare_cached(sql::FIND_PAPER_VALUES)?;
        let (claims, is_withdrawn) = statement.query_row(paper, |row| {
            let fields = ["conference", "title", "abstract", "status", "track", "url", "doi", "pages"];
            let mut claims = Claims::new();
            for (column, field) in fields.into_iter().enumerate() {
                claims.insert(field.to_owned(), json!(row.get::<_, Option<String>>(column)?));
            }
            Ok((claims, row.get(8)?))
        })?;
        Ok(Candidate { paper_id, authors, claims, is_withdrawn })
    }

    /// Adds what a file says to a paper that is there: per field the better source is believed, the other one kept.
    fn join(
        &mut self,
        candidate: &Candidate,
        record: &PaperRecord,
        conference: Option<&ConferenceRecord>,
    ) -> rusqlite::Result<()> {
        self.known.note(&self.tx, Owner::Paper, candidate.paper_id)?;
        self.join_people(candidate, &record.authors)?;
        let current = self.current(candidate)?;
        let paper_id = candidate.paper_id;
        let claimant = Claimant {
            import_id: self.import_id,
            line: record.line,
            rank: self.rank,
            claims: claims::of_record(record, conference.map(|conference| conference.name.as_str())),
        };
        let paper = named_params! { ":paper_id": paper_id };
        let has_source = exists(&self.tx, sql::HAS_PAPER_SOURCE, paper)?;
        if candidate.is_withdrawn {
            self.take_from_index(paper_id)?;
            self.tx.prepare_cached(sql::RESTORE_PAPER)?.execute(paper)?;
        }
        self.insert_ids(paper_id, record)?;
        // Where nothing new is said the other sources need not be asked: a file may say a thing a thousand times. A file that
        // is imported again may say less than before.
        let may_say_less = self.earlier.papers.contains(&paper_id) && !self.brought.contains(&paper_id);
        if has_source && !may_say_less && claimant.adds_nothing_to(&current) {
            self.insert_source(paper_id, record.line)?;
            return self.update_claims(paper_id, &claimant, &current);
        }
        let mut claimants = self.claimants(paper_id, &current)?;
        claimants.push(claimant);
        self.insert_source(paper_id, record.line)?;
        self.settle(candidate, &current, claimants)
    }

    /// Believes again, after a source is gone, what the sources that are left say.
    pub(super) fn settle_anew(&mut self, paper_id: i64) -> rusqlite::Result<()> {
        self.known.note(&self.tx, Owner::Paper, paper_id)?;
        let candidate = self.candidate(paper_id)?;
        let current = self.current(&candidate)?;
        let claimants = self.claimants(paper_id, &current)?;
        self.settle(&candidate, &current, claimants)
    }

    fn settle(
        &mut self,
        candidate: &Candidate,
        current: &Claims,
        mut claimants: Vec<Claimant>,
    ) -> rusqlite::Result<()> {
        let believed = claims::resolve(&mut claimants);
        if believed != *current {
            self.update_paper(candidate, current, &believed)?;
        }
        claimants.iter().try_for_each(|claimant| self.update_claims(candidate.paper_id, claimant, &believed))
    }

    /// Keeps what a source says otherwise than what is believed.
    fn update_claims(&self, paper_id: i64, claimant: &Claimant, believed: &Claims) -> rusqlite::Result<()> {
        self.tx.prepare_cached(sql::UPDATE_CLAIMS)?.execute(named_params! {
            ":paper_id": paper_id,
            ":import_id": claimant.import_id,
            ":line": claimant.line,
            ":claims": claims::difference(&claimant.claims, believed),
        })?;
        Ok(())
    }

    /// The people at the same places of the same paper are the same people, however they are spelt.
    fn join_people(&mut self, candidate: &Candidate, authors: &[AuthorRecord]) -> rusqlite::Result<()> {
        for (author, place) in authors.iter().zip(identity::places(candidate, authors)) {
            // Whom a source tells from namesakes is nobody's other spelling.
            let Some((id, likeness)) = place.filter(|_| author.name.identity().is_none()) else { continue };
            match self.known.find_person(&self.tx, author)? {
                None => self.known.add_spelling(&self.tx, id, &author.name)?,
                Some(other) if other == id => self.known.add_spelling(&self.tx, id, &author.name)?,
                // Both have been met elsewhere: only a difference that no two people are told apart by makes them one.
                Some(other) if likeness == Likeness::Same => self.known.merge(other, id),
                Some(_) => {}
            }
        }
        Ok(())
    }

    /// What is believed of a paper now, in the words of a source.
    fn current(&self, candidate: &Candidate) -> rusqlite::Result<Claims> {
        let mut current = candidate.claims.clone();
        let authors: Vec<&AuthorRecord> = candidate.authors.iter().map(|(_, author)| author).collect();
        current.insert("authors".into(), if authors.is_empty() { Value::Null } else { json!(authors) });
        for (field, statement) in [("keywords", sql::LIST_PAPER_KEYWORDS), ("links", sql::LIST_PAPER_LINKS)] {
            let mut statement = self.tx.prepare_cached(statement)?;
            let texts: Vec<String> = statement
                .query_map(named_params! { ":paper_id": candidate.paper_id }, |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            current.insert(field.into(), if texts.is_empty() { Value::Null } else { json!(texts) });
        }
        Ok(current)
    }

    fn claimants(&self, paper_id: i64, current: &Claims) -> rusqlite::Result<Vec<Claimant>> {
        let mut statement = self.tx.prepare_cached(sql::LIST_CLAIMS)?;
        let claimants = statement.query_map(named_params! { ":paper_id": paper_id }, |row| {
            let difference: Option<String> = row.get(3)?;
            Ok(Claimant {
                import_id: row.get(0)?,
                line: row.get(1)?,
                rank: row.get(2)?,
                claims: claims::overlay(current, difference.as_deref()),
            })
        })?;
        claimants.collect()
    }

    fn update_paper(&mut self, candidate: &Candidate, current: &Claims, believed: &Claims) -> rusqlite::Result<()> {
        let paper_id = candidate.paper_id;
        let paper = named_params! { ":paper_id": paper_id };
        self.take_from_index(paper_id)?;
        let conference = claims::text(believed, "conference").map(ConferenceRecord::parse);
        let conference_id = self.conference_id(conference.as_ref())?;
        let title = claims::text(believed, "title").unwrap_or_default();
        let key = title_key(title);
        self.tx.prepare_cached(sql::UPDATE_PAPER)?.execute(named_params! {
            ":paper_id": paper_id,
            ":conference_id": conference_id,
            ":title": title,
            ":title_key": key,
            ":abstract": claims::text(believed, "abstract"),
            ":status": claims::text(believed, "status"),
            ":track": claims::text(believed, "track"),
            ":url": claims::text(believed, "url"),
            ":doi": claims::text(believed, "doi"),
            ":pages": claims::text(believed, "pages"),
        })?;
        self.known.remember_title(&key, paper_id);
        for (field, delete, insert) in [
            ("links", sql::DELETE_PAPER_LINKS, sql::INSERT_PAPER_LINK),
            ("keywords", sql::DELETE_PAPER_KEYWORDS, sql::INSERT_PAPER_KEYWORD),
        ] {
            if current.get(field) != believed.get(field) {
                self.tx.prepare_cached(delete)?.execute(paper)?;
                self.insert_list(insert, paper_id, &claims::texts(believed, field))?;
            }
        }
        if current.get("authors") != believed.get("authors") {
            self.stale_authors.extend(candidate.authors.iter().map(|(id, _)| *id));
            self.tx.prepare_cached(sql::DELETE_AUTHORSHIPS)?.execute(paper)?;
            let authors = claims::authors(believed);
            self.insert_authorships(paper_id, &authors)?;
            for (author, place) in authors.iter().zip(identity::places(candidate, &authors)) {
                if let Some((id, _)) = place {
                    self.known.rename(&self.tx, id, &author.name)?;
                }
            }
        }
        Ok(())
    }

    fn insert_authorships(&mut self, paper_id: i64, authors: &[AuthorRecord]) -> rusqlite::Result<()> {
        let mut statement = self.tx.prepare_cached(sql::INSERT_AUTHORSHIP)?;
        for (position, author) in (1_i64..).zip(authors) {
            let author_id = self.known.person(&self.tx, author)?;
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

    fn insert_list(&self, statement: &str, paper_id: i64, texts: &[String]) -> rusqlite::Result<()> {
        if texts.is_empty() {
            return Ok(());
        }
        let mut statement = self.tx.prepare_cached(statement)?;
        for (position, text) in (1_i64..).zip(texts) {
            statement.execute(named_params! { ":paper_id": paper_id, ":position": position, ":text": text })?;
        }
        Ok(())
    }

    fn insert_ids(&mut self, paper_id: i64, record: &PaperRecord) -> rusqlite::Result<()> {
        for (scheme, value) in names_of(record) {
            self.tx
                .prepare_cached(sql::INSERT_PAPER_ID)?
                .execute(named_params! { ":scheme": scheme, ":value": value, ":paper_id": paper_id })?;
            self.known.remember_id(scheme, value, paper_id);
        }
        Ok(())
    }

    fn insert_source(&self, paper_id: i64, line: u64) -> rusqlite::Result<()> {
        self.tx.prepare_cached(sql::INSERT_PAPER_SOURCE)?.execute(named_params! {
            ":paper_id": paper_id,
            ":import_id": self.import_id,
            ":line": line,
        })?;
        Ok(())
    }
}

/// The names that a record gives its paper, the DOI first.
fn names_of(record: &PaperRecord) -> impl Iterator<Item = (&str, &str)> {
    let doi = record.doi.as_deref().map(|doi| ("doi", doi));
    doi.into_iter().chain(record.ids.iter().map(|id| (id.scheme.as_str(), id.value.as_str())))
}
