//! What a programme says at one time: its sessions and papers, as far as a reader sees them.

use std::collections::HashSet;
use std::rc::Rc;

use jiff::Timestamp;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use crate::store::sql;

/// A text that several values share.
pub type Text = Rc<str>;

/// Every text once, however many papers and snapshots hold it: two states of one programme take little more than one.
///
/// ```
/// let texts = plenary::store::diff::Texts::default();
/// assert_eq!(texts.len(), 0);
/// ```
#[derive(Debug, Default)]
pub struct Texts(HashSet<Text>);

impl Texts {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn share(&mut self, text: &str) -> Text {
        if let Some(known) = self.0.get(text) {
            return Rc::clone(known);
        }
        let text = Text::from(text);
        self.0.insert(Rc::clone(&text));
        text
    }

    fn of(&mut self, row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Text>> {
        match row.get_ref(column)? {
            ValueRef::Null => Ok(None),
            value => Ok(Some(self.share(value.as_str()?))),
        }
    }

    fn needed(&mut self, row: &Row<'_>, column: usize) -> rusqlite::Result<Text> {
        Ok(self.share(row.get_ref(column)?.as_str()?))
    }
}

/// A time as the source prints it and as it is understood; either may be unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Time {
    pub printed: Option<Text>,
    pub starts_at: Option<Text>,
}

impl Time {
    /// As it is shown: understood, or else as printed.
    pub fn shown(&self) -> Option<&Text> {
        self.starts_at.as_ref().or(self.printed.as_ref())
    }

    /// Two times in the same form, as far as both have one.
    pub fn shown_beside<'a>(&'a self, other: &'a Self) -> (Option<&'a Text>, Option<&'a Text>) {
        let is_understood = self.starts_at.is_some() && other.starts_at.is_some();
        match (&self.printed, &other.printed) {
            (Some(one), Some(other)) if !is_understood => (Some(one), Some(other)),
            _ => (self.shown(), other.shown()),
        }
    }

    /// Whether two sources speak of one time, each in its words.
    pub fn is_same(&self, other: &Self) -> bool {
        match (&self.starts_at, &other.starts_at, &self.printed, &other.printed) {
            (Some(one), Some(other), ..) => is_same_instant(one, other),
            (_, _, Some(one), Some(other)) => one == other,
            _ => self.shown() == other.shown(),
        }
    }
}

/// Whether two times with offsets are one; others are compared as they stand.
pub fn is_same_instant(one: &str, other: &str) -> bool {
    let instants = || Some(one.parse::<Timestamp>().ok()? == other.parse::<Timestamp>().ok()?);
    one == other || instants().unwrap_or(false)
}

/// One author of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    pub name: Text,
    pub affiliation: Option<Text>,
}

/// One place of a paper in a session.
#[derive(Debug, Clone)]
pub struct Place {
    /// The session, by its place in the snapshot.
    pub session: usize,
    pub kind: Option<Text>,
    pub board: Option<Text>,
    pub time: Time,
}

/// The fields of a paper that are one text each, in the order of [`Paper::fields`].
pub const FIELDS: [&str; 6] = ["abstract", "status", "track", "url", "doi", "pages"];

/// One paper.
#[derive(Debug, Clone)]
pub struct Paper {
    pub id: i64,
    pub conference: Option<Text>,
    pub title: Text,
    pub title_key: Text,
    /// As [`FIELDS`] names them.
    pub fields: [Option<Text>; 6],
    pub authors: Vec<Author>,
    /// Names that sites gave it: who, and which.
    pub ids: Vec<(Text, Text)>,
    /// Where it is presented, in the order of sessions.
    pub places: Vec<Place>,
}

/// One session.
#[derive(Debug, Clone)]
pub struct Session {
    pub id: i64,
    pub conference: Option<Text>,
    pub title: Text,
    pub title_key: Text,
    pub kind: Option<Text>,
    pub track: Option<Text>,
    pub room: Option<Text>,
    pub time: Time,
    pub ends_at: Option<Text>,
    /// Role and name, in printed order.
    pub roles: Vec<(Text, Text)>,
    /// Its papers in running order, by their place in the snapshot; a paper may stand twice.
    pub papers: Vec<usize>,
}

/// What a programme says at one time. Papers that no source names any more are not in it.
///
/// ```
/// use plenary::store::Store;
/// use plenary::store::diff::{Snapshot, Texts};
///
/// let store = Store::open_in_memory()?;
/// let snapshot = Snapshot::read(store.connection(), &mut Texts::default())?;
/// assert_eq!((snapshot.count_papers(), snapshot.count_sessions()), (0, 0));
/// # Ok::<(), plenary::error::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Snapshot {
    /// By id.
    pub(super) papers: Vec<Paper>,
    /// By id.
    pub(super) sessions: Vec<Session>,
}

impl Snapshot {
    /// Reads it, in about the time that reading the tables takes.
    ///
    /// # Errors
    /// [`Error::Sqlite`](crate::error::Error::Sqlite) when the database is damaged or not plenary's.
    pub fn read(connection: &Connection, texts: &mut Texts) -> crate::error::Result<Self> {
        let mut snapshot = Self::default();
        snapshot.read_papers(connection, texts)?;
        snapshot.read_authors(connection, texts)?;
        snapshot.read_ids(connection, texts)?;
        snapshot.read_sessions(connection, texts)?;
        snapshot.read_places(connection, texts)?;
        Ok(snapshot)
    }

    /// How many papers there are.
    pub fn count_papers(&self) -> usize {
        self.papers.len()
    }

    /// How many sessions there are.
    pub fn count_sessions(&self) -> usize {
        self.sessions.len()
    }

    fn read_papers(&mut self, connection: &Connection, texts: &mut Texts) -> rusqlite::Result<()> {
        let mut statement = connection.prepare(sql::LIST_CURRENT_PAPERS)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let mut fields: [Option<Text>; 6] = Default::default();
            for (place, field) in fields.iter_mut().enumerate() {
                *field = texts.of(row, 4 + place)?;
            }
            self.papers.push(Paper {
                id: row.get(0)?,
                conference: texts.of(row, 1)?,
                title: texts.needed(row, 2)?,
                title_key: texts.needed(row, 3)?,
                fields,
                authors: Vec::new(),
                ids: Vec::new(),
                places: Vec::new(),
            });
        }
        Ok(())
    }

    fn paper_mut(&mut self, id: i64) -> Option<&mut Paper> {
        let place = self.papers.binary_search_by_key(&id, |paper| paper.id).ok()?;
        self.papers.get_mut(place)
    }

    fn read_authors(&mut self, connection: &Connection, texts: &mut Texts) -> rusqlite::Result<()> {
        let mut statement = connection.prepare(sql::LIST_CURRENT_AUTHORSHIPS)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if let Some(paper) = self.paper_mut(row.get(0)?) {
                paper.authors.push(Author { name: texts.needed(row, 1)?, affiliation: texts.of(row, 2)? });
            }
        }
        Ok(())
    }

    fn read_ids(&mut self, connection: &Connection, texts: &mut Texts) -> rusqlite::Result<()> {
        let mut statement = connection.prepare(sql::LIST_PAPER_IDS)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if let Some(paper) = self.paper_mut(row.get(2)?) {
                paper.ids.push((texts.needed(row, 0)?, texts.needed(row, 1)?));
            }
        }
        Ok(())
    }

    fn read_sessions(&mut self, connection: &Connection, texts: &mut Texts) -> rusqlite::Result<()> {
        let mut statement = connection.prepare(sql::LIST_CURRENT_SESSIONS)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            self.sessions.push(Session {
                id: row.get(0)?,
                conference: texts.of(row, 1)?,
                title: texts.needed(row, 2)?,
                title_key: texts.needed(row, 3)?,
                kind: texts.of(row, 4)?,
                track: texts.of(row, 5)?,
                room: texts.of(row, 6)?,
                time: Time { printed: texts.of(row, 7)?, starts_at: texts.of(row, 8)? },
                ends_at: texts.of(row, 9)?,
                roles: Vec::new(),
                papers: Vec::new(),
            });
        }
        let mut statement = connection.prepare(sql::LIST_CURRENT_SESSION_ROLES)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            if let Ok(place) = self.sessions.binary_search_by_key(&id, |session| session.id)
                && let Some(session) = self.sessions.get_mut(place)
            {
                session.roles.push((texts.needed(row, 1)?, texts.needed(row, 2)?));
            }
        }
        Ok(())
    }

    fn read_places(&mut self, connection: &Connection, texts: &mut Texts) -> rusqlite::Result<()> {
        let mut statement = connection.prepare(sql::LIST_CURRENT_PRESENTATIONS)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (session_id, paper_id): (i64, i64) = (row.get(0)?, row.get(1)?);
            let session = self.sessions.binary_search_by_key(&session_id, |session| session.id);
            let paper = self.papers.binary_search_by_key(&paper_id, |paper| paper.id);
            if let (Ok(session), Ok(paper)) = (session, paper) {
                let time = Time { printed: texts.of(row, 4)?, starts_at: texts.of(row, 5)? };
                let place = Place { session, kind: texts.of(row, 2)?, board: texts.of(row, 3)?, time };
                self.papers.get_mut(paper).into_iter().for_each(|paper| paper.places.push(place.clone()));
                self.sessions.get_mut(session).into_iter().for_each(|session| session.papers.push(paper));
            }
        }
        Ok(())
    }
}
