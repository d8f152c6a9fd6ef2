//! What of a database a few files are about: what lies outside is not gone because they do not name it.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, named_params};

use super::matching::Matching;
use super::snapshot::{Snapshot, Text};
use crate::error::Result;
use crate::store::pairing::is_elsewhere;
use crate::store::sql;
use crate::store::writer::ids;

/// How much of the first snapshot is compared.
///
/// ```
/// assert!(matches!(plenary::store::diff::Scope::default(), plenary::store::diff::Scope::Everything));
/// ```
#[derive(Debug, Default)]
pub enum Scope {
    /// All of it.
    #[default]
    Everything,
    /// What the files of the second one are about.
    Files(Origins),
}

/// What earlier imports of some files brought.
///
/// ```
/// use plenary::store::{Store, diff::Origins};
///
/// let store = Store::open_in_memory()?;
/// let origins = Origins::of(store.connection(), &["pages/tue.txt".into()])?;
/// assert!(!origins.is_complete());
/// # Ok::<(), plenary::error::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Origins {
    papers: HashSet<i64>,
    sessions: HashSet<i64>,
    /// Papers and sessions that other files bring too.
    other_papers: HashSet<i64>,
    other_sessions: HashSet<i64>,
    is_complete: bool,
}

impl Origins {
    /// What the imports of these files, or of files in these folders, brought and still bring.
    ///
    /// # Errors
    /// [`Error::Sqlite`](crate::error::Error::Sqlite) when the database is damaged or not plenary's.
    pub fn of(connection: &Connection, paths: &[PathBuf]) -> Result<Self> {
        let paths: Vec<PathBuf> =
            paths.iter().map(|path| path.canonicalize().unwrap_or_else(|_| path.clone())).collect();
        let mut known = vec![false; paths.len()];
        let mut origins = Self::default();
        let imports = connection
            .prepare(sql::LIST_IMPORTS_IN_FORCE)?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<Vec<(i64, String)>>>()?;
        for (import_id, path) in imports {
            let import = named_params! { ":import_id": import_id };
            let papers = ids(connection, sql::LIST_PAPERS_OF_IMPORT, import)?;
            let sessions = ids(connection, sql::LIST_SESSIONS_OF_IMPORT, import)?;
            let place = paths.iter().position(|own| Path::new(&path).starts_with(own));
            if let Some(known) = place.and_then(|place| known.get_mut(place)) {
                *known = true;
                origins.papers.extend(papers);
                origins.sessions.extend(sessions);
            } else {
                origins.other_papers.extend(papers);
                origins.other_sessions.extend(sessions);
            }
        }
        origins.is_complete = !known.is_empty() && known.into_iter().all(|known| known);
        Ok(origins)
    }

    /// Whether each of the files, or something in each of the folders, was imported before.
    pub fn is_complete(&self) -> bool {
        self.is_complete
    }
}

/// What was compared when it was not everything.
///
/// ```
/// use plenary::store::diff::Narrowed;
///
/// assert_ne!(Narrowed::Sessions(3), Narrowed::Papers(3));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Narrowed {
    /// So many sessions, and the papers in them.
    Sessions(usize),
    /// So many papers.
    Papers(usize),
    /// These conferences.
    Conferences(Vec<String>),
}

/// What of the first snapshot is within the scope, by place.
#[derive(Debug)]
pub struct Within {
    pub sessions: Vec<bool>,
    pub papers: Vec<bool>,
    /// Papers that may be there under another title.
    pub candidates: Vec<bool>,
    /// Sessions and papers that are not gone when they are not named, since others name them.
    pub named_elsewhere: (Vec<bool>, Vec<bool>),
    pub narrowed: Option<Narrowed>,
}

impl Within {
    pub fn of(before: &Snapshot, after: &Snapshot, matching: &Matching<'_>, scope: &Scope) -> Self {
        let nowhere = (vec![false; before.sessions.len()], vec![false; before.papers.len()]);
        match scope {
            Scope::Everything => Self {
                sessions: vec![true; before.sessions.len()],
                papers: vec![true; before.papers.len()],
                candidates: vec![true; before.papers.len()],
                named_elsewhere: nowhere,
                narrowed: None,
            },
            Scope::Files(origins) if origins.is_complete => {
                let mut within = Self::brought(before, matching, origins);
                within.tell_narrowed(if after.sessions.is_empty() { Narrowed::Papers } else { Narrowed::Sessions });
                let sessions = before.sessions.iter().map(|session| origins.other_sessions.contains(&session.id));
                let papers = before.papers.iter().map(|paper| origins.other_papers.contains(&paper.id));
                within.named_elsewhere = (sessions.collect(), papers.collect());
                within
            }
            Scope::Files(origins) => Self::guessed(before, after, matching, origins),
        }
    }

    /// What the files brought before, and what they name now.
    fn brought(before: &Snapshot, matching: &Matching<'_>, origins: &Origins) -> Self {
        let sessions: Vec<bool> = before
            .sessions
            .iter()
            .enumerate()
            .map(|(place, session)| origins.sessions.contains(&session.id) || matching.sessions.after(place).is_some())
            .collect();
        let papers: Vec<bool> = before
            .papers
            .iter()
            .enumerate()
            .map(|(place, paper)| origins.papers.contains(&paper.id) || matching.papers.after(place).is_some())
            .collect();
        let named_elsewhere = (vec![false; sessions.len()], vec![false; papers.len()]);
        Self { candidates: papers.clone(), sessions, papers, named_elsewhere, narrowed: None }
    }

    /// The conferences that the files name; of these, where they hold fewer than half of their sessions, the sessions
    /// that match one of theirs; where they name no session and hold fewer than half of the papers, the papers that match.
    fn guessed(before: &Snapshot, after: &Snapshot, matching: &Matching<'_>, origins: &Origins) -> Self {
        let conferences = conferences(before, after, matching);
        let is_meant = |conference: &Option<Text>| conferences.contains(conference);
        let mut within = Self::brought(before, matching, origins);
        within.candidates = before.papers.iter().map(|paper| is_meant(&paper.conference)).collect();
        let sessions: Vec<bool> = before.sessions.iter().map(|session| is_meant(&session.conference)).collect();
        let (all_sessions, all_papers) = (count(&sessions), count(&within.candidates));
        if !after.sessions.is_empty() && after.sessions.len() * 2 < all_sessions {
            for (paper, is_within) in before.papers.iter().zip(&mut within.papers) {
                let mut places = paper.places.iter().filter_map(|place| within.sessions.get(place.session));
                *is_within |= places.any(|is_within| *is_within);
            }
            within.candidates = within.papers.clone();
            within.tell_narrowed(Narrowed::Sessions);
        } else if after.sessions.is_empty() && after.papers.len() * 2 < all_papers {
            within.tell_narrowed(Narrowed::Papers);
        } else {
            join(&mut within.sessions, &sessions);
            join(&mut within.papers, &within.candidates.clone());
            let names = conferences.iter().flatten().map(|name| name.to_string()).collect();
            within.tell_narrowed(|_| Narrowed::Conferences(names));
        }
        within
    }

    fn tell_narrowed(&mut self, narrowed: impl FnOnce(usize) -> Narrowed) {
        let is_all = self.sessions.iter().chain(&self.papers).all(|is_within| *is_within);
        self.narrowed = (!is_all).then(|| match narrowed(count(&self.sessions)) {
            Narrowed::Papers(_) => Narrowed::Papers(count(&self.papers)),
            other => other,
        });
    }
}

fn count(flags: &[bool]) -> usize {
    flags.iter().filter(|flag| **flag).count()
}

fn join(flags: &mut [bool], others: &[bool]) {
    for (flag, other) in flags.iter_mut().zip(others) {
        *flag |= other;
    }
}

/// The conferences of the first snapshot that the second one is about, by name; what names none is among them. Those
/// that it names, or else those of what it shares.
fn conferences(before: &Snapshot, after: &Snapshot, matching: &Matching<'_>) -> BTreeSet<Option<Text>> {
    let all = |snapshot: &Snapshot| -> BTreeSet<Text> {
        let of_papers = snapshot.papers.iter().filter_map(|paper| paper.conference.clone());
        of_papers.chain(snapshot.sessions.iter().filter_map(|session| session.conference.clone())).collect()
    };
    let (known, named) = (all(before), all(after));
    let mut meant: BTreeSet<Option<Text>> = BTreeSet::from([None]);
    for name in &named {
        let same: Vec<&Text> = known.iter().filter(|known| known.eq_ignore_ascii_case(name)).collect();
        let like = || known.iter().filter(|known| !is_elsewhere(Some(known), Some(name))).collect();
        meant.extend(if same.is_empty() { like() } else { same }.into_iter().cloned().map(Some));
    }
    if named.is_empty() {
        let papers = before.papers.iter().enumerate().filter(|(place, _)| matching.papers.after(*place).is_some());
        meant.extend(papers.map(|(_, paper)| paper.conference.clone()));
        let sessions =
            before.sessions.iter().enumerate().filter(|(place, _)| matching.sessions.after(*place).is_some());
        meant.extend(sessions.map(|(_, session)| session.conference.clone()));
    }
    meant
}
