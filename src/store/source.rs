//! The file that records come from, and whether it needs to be read.

use rusqlite::{OptionalExtension, named_params};

use super::{Store, explain, sql};
use crate::error::Result;
use crate::record::ConferenceRecord;

/// The file that records come from.
///
/// ```
/// let source = plenary::store::Source { path: "/pages/room-310.txt".into(), ..Default::default() };
/// assert!(source.conference.is_none());
/// ```
#[derive(Debug, Clone, Default)]
pub struct Source {
    /// The absolute path; `-` is standard input. A later import of the same path replaces what this one brings.
    pub path: String,
    /// The name of its format.
    pub format: String,
    /// How much it is believed where another source says otherwise: 1 is believed before 2.
    pub rank: u8,
    /// The conference that its sessions and papers belong to; `None` when nobody says.
    pub conference: Option<ConferenceRecord>,
}

/// Whether a file needs to be read.
///
/// ```
/// # use plenary::store::{Outcome, Source, Store};
/// let store = Store::open_in_memory()?;
/// assert_eq!(store.compare(&Source::default(), || Ok(String::new()))?, Outcome::New);
/// # Ok::<(), plenary::error::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// No import has read this path.
    New,
    /// The last import of this path read other bytes, or was told another conference.
    Changed,
    /// The last import of this path read the same bytes for the same conference, or none is named now.
    Unchanged,
}

impl Store {
    /// Compares a file with what the last import of its path has read; the SHA-256 of its bytes, in hexadecimal, is asked
    /// for only where there is one. Standard input is always new.
    ///
    /// # Errors
    /// [`Error::Database`](crate::error::Error::Database) when the database fails, and what finding the SHA-256 fails with.
    pub fn compare(&self, source: &Source, sha256: impl FnOnce() -> Result<String>) -> Result<Outcome> {
        let known = self.latest(&source.path)?;
        let named = source.conference.as_ref().map(|conference| conference.name.to_lowercase());
        let is_same = |name: &Option<String>| named.is_none() || name.as_ref().map(|name| name.to_lowercase()) == named;
        Ok(match known {
            None => Outcome::New,
            Some(_) if source.path == "-" => Outcome::New,
            Some((known, name)) if known == sha256()? && is_same(&name) => Outcome::Unchanged,
            Some(_) => Outcome::Changed,
        })
    }

    /// The conference that the last import of a file named; `None` when it named none, or there was no import of it.
    ///
    /// # Errors
    /// [`Error::Database`](crate::error::Error::Database) when the database fails.
    pub fn conference_of(&self, path: &str) -> Result<Option<ConferenceRecord>> {
        let known = self.latest(path)?.filter(|_| path != "-");
        Ok(known.and_then(|(_, name)| name).map(|name| ConferenceRecord::parse(&name)))
    }

    /// What the last import of a file read: the SHA-256 and the conference.
    fn latest(&self, path: &str) -> Result<Option<(String, Option<String>)>> {
        self.connection
            .prepare_cached(sql::FIND_LATEST_IMPORT)
            .and_then(|mut statement| {
                let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
                statement.query_row(named_params! { ":path": path }, row).optional()
            })
            .map_err(|error| explain::in_words(&self.path, error))
    }

    /// The files below a folder, an absolute path, that the database holds something of, in the order of their paths.
    ///
    /// # Errors
    /// [`Error::Database`](crate::error::Error::Database) when the database fails.
    pub fn sources_below(&self, folder: &str) -> Result<Vec<Source>> {
        // The character behind `/` ends the paths that begin with the folder.
        let below = (format!("{}/", folder.trim_end_matches('/')), format!("{}0", folder.trim_end_matches('/')));
        let list = || -> rusqlite::Result<Vec<Source>> {
            let mut statement = self.connection.prepare_cached(sql::LIST_PATHS_BELOW)?;
            let sources = statement.query_map(named_params! { ":from": below.0, ":to": below.1 }, |row| {
                let conference: Option<String> = row.get(3)?;
                let conference = conference.map(|name| ConferenceRecord::parse(&name));
                Ok(Source { path: row.get(0)?, format: row.get(1)?, rank: row.get(2)?, conference })
            })?;
            sources.collect()
        };
        list().map_err(|error| explain::in_words(&self.path, error))
    }
}
