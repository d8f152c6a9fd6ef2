//! Which paper and which session of one snapshot is which of another.

use std::collections::{BTreeSet, HashMap};

use super::snapshot::{Paper, Session, Snapshot, Text};
use crate::record::{Likeness, name_key, plain_key};
use crate::store::identity::{ALIKE, Titled, likeness_of_titles, retitled};
use crate::store::pairing::{self, is_elsewhere, pairs};

/// What the ids of rows say of two snapshots.
///
/// ```
/// assert_ne!(plenary::store::diff::Kinship::OneDatabase, plenary::store::diff::Kinship::Strangers);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kinship {
    /// They are two states of one database: a row that has the same id is the same, unless nothing else speaks for it.
    OneDatabase,
    /// They are of two databases: ids say nothing, and what only one of them ever says did not change.
    Strangers,
}

/// Things of two lists, paired by their places in them; each in one pair at most.
#[derive(Debug, Default)]
pub struct Pairs {
    forth: Vec<Option<usize>>,
    back: Vec<Option<usize>>,
}

impl Pairs {
    fn between(before: usize, after: usize) -> Self {
        Self { forth: vec![None; before], back: vec![None; after] }
    }

    fn join(&mut self, before: usize, after: usize) {
        if let (Some(forth), Some(back)) = (self.forth.get_mut(before), self.back.get_mut(after)) {
            (*forth, *back) = (Some(after), Some(before));
        }
    }

    /// What became of an old one.
    pub fn after(&self, before: usize) -> Option<usize> {
        self.forth.get(before).copied().flatten()
    }

    /// What a new one was.
    pub fn before(&self, after: usize) -> Option<usize> {
        self.back.get(after).copied().flatten()
    }

    /// Old ones that are in no pair.
    pub fn left_before(&self) -> impl Iterator<Item = usize> {
        self.forth.iter().enumerate().filter(|(_, after)| after.is_none()).map(|(place, _)| place)
    }

    /// New ones that are in no pair.
    pub fn left_after(&self) -> impl Iterator<Item = usize> {
        self.back.iter().enumerate().filter(|(_, before)| before.is_none()).map(|(place, _)| place)
    }
}

/// Which is which, and what is left over.
pub struct Matching<'a> {
    before: &'a Snapshot,
    after: &'a Snapshot,
    pub papers: Pairs,
    pub sessions: Pairs,
}

/// What names a person in two lists: the first and the last word of the name, without accents.
pub fn person(name: &str) -> String {
    let key = plain_key(name);
    match (key.split(' ').next(), key.rsplit(' ').next()) {
        (Some(first), Some(last)) if !first.is_empty() && key.contains(' ') => format!("{first} {last}"),
        _ if key.is_empty() => name_key(name),
        _ => key,
    }
}

fn shares_an_author(one: &Paper, other: &Paper) -> bool {
    let is_spelt_the_same = || one.authors.iter().any(|author| other.authors.iter().any(|it| it.name == author.name));
    let is_at_place = || {
        let mut places = one.authors.iter().zip(&other.authors);
        places.any(|(author, it)| Likeness::of(&author.name, &it.name) >= Likeness::Close)
    };
    let is_named = || {
        let people: BTreeSet<String> = one.authors.iter().map(|author| person(&author.name)).collect();
        other.authors.iter().any(|author| people.contains(&person(&author.name)))
    };
    is_spelt_the_same() || is_at_place() || is_named()
}

/// Whether two papers of one row, or of one DOI, are one: such names are mistyped, and rows that went give theirs to others.
fn is_confirmed(one: &Paper, other: &Paper) -> bool {
    one.title_key == other.title_key
        || shares_an_author(one, other)
        || likeness_of_titles(&one.title_key, &other.title_key) >= ALIKE
}

impl<'a> Matching<'a> {
    /// Pairs what bears one name: papers by row, by an id that a site gave them or by title, then sessions.
    pub fn by_name(before: &'a Snapshot, after: &'a Snapshot, kinship: Kinship) -> Self {
        let papers = Pairs::between(before.papers.len(), after.papers.len());
        let sessions = Pairs::between(before.sessions.len(), after.sessions.len());
        let mut matching = Self { before, after, papers, sessions };
        if kinship == Kinship::OneDatabase {
            matching.match_paper_rows();
        }
        matching.match_ids();
        matching.match_titles(Proof::Author);
        matching.match_titles(Proof::Session);
        if kinship == Kinship::OneDatabase {
            matching.match_session_rows();
        }
        matching.match_sessions();
        matching
    }

    /// Pairs papers under new titles, of the old ones those that may be meant; then sessions that only they connect.
    pub fn by_likeness(&mut self, may_be_meant: impl Fn(usize) -> bool) {
        let old: Vec<usize> = self.papers.left_before().filter(|place| may_be_meant(*place)).collect();
        let new: Vec<usize> = self.papers.left_after().collect();
        if old.is_empty() || new.is_empty() {
            return;
        }
        let session_before = |session: usize| format!("{session}");
        let session_after = |session: usize| match self.sessions.before(session) {
            Some(before) => session_before(before),
            None => format!("new {session}"),
        };
        let titled = |papers: &[Paper], places: &[usize], session: &dyn Fn(usize) -> String| -> Vec<Titled> {
            let papers = places.iter().filter_map(|place| papers.get(*place));
            let titled = papers.map(|paper| Titled {
                title_key: paper.title_key.to_string(),
                authors: paper.authors.iter().map(|author| person(&author.name)).collect(),
                sessions: paper.places.iter().map(|place| session(place.session)).collect(),
                conference: paper.conference.as_deref().map(str::to_owned),
            });
            titled.collect()
        };
        let was = titled(&self.before.papers, &old, &session_before);
        let is = titled(&self.after.papers, &new, &session_after);
        for (one, other) in retitled(&was, &is) {
            if let (Some(one), Some(other)) = (old.get(one), new.get(other)) {
                self.papers.join(*one, *other);
            }
        }
        self.match_sessions();
    }

    fn match_paper_rows(&mut self) {
        for (place, paper) in self.before.papers.iter().enumerate() {
            let same = self.after.papers.binary_search_by_key(&paper.id, |other| other.id);
            if let Ok(other) = same
                && self.after.papers.get(other).is_some_and(|other| is_confirmed(paper, other))
            {
                self.papers.join(place, other);
            }
        }
    }

    fn match_ids(&mut self) {
        let (before, after) = (self.before, self.after);
        let mut by_id: HashMap<&(Text, Text), usize> = HashMap::new();
        for place in self.papers.left_after() {
            let ids = after.papers.get(place).into_iter().flat_map(|paper| &paper.ids);
            ids.for_each(|id| _ = by_id.entry(id).or_insert(place));
        }
        for place in self.papers.left_before().collect::<Vec<_>>() {
            let Some(paper) = before.papers.get(place) else { continue };
            let named = paper.ids.iter().filter_map(|id| by_id.get(id)).copied();
            let mut free = named.filter(|other| self.papers.before(*other).is_none());
            let same = free.find(|other| after.papers.get(*other).is_some_and(|other| is_confirmed(paper, other)));
            if let Some(other) = same {
                self.papers.join(place, other);
            }
        }
    }

    fn match_titles(&mut self, proof: Proof) {
        let (before, after) = (self.before, self.after);
        let mut by_title: HashMap<&str, Vec<usize>> = HashMap::new();
        for place in self.papers.left_after() {
            let title = after.papers.get(place).map(|paper| &*paper.title_key);
            title.into_iter().for_each(|title| by_title.entry(title).or_default().push(place));
        }
        for place in self.papers.left_before().collect::<Vec<_>>() {
            let Some(paper) = before.papers.get(place) else { continue };
            let Some(named) = by_title.get(&*paper.title_key) else { continue };
            let free = named.iter().copied().filter(|other| self.papers.before(*other).is_none());
            let best = free
                .filter_map(|other| {
                    let found = after.papers.get(other)?;
                    let is_together = self.shares_a_session(paper, found);
                    let is_there = !is_elsewhere(paper.conference.as_deref(), found.conference.as_deref());
                    let is_same = is_there && proof.holds(paper, found, is_together);
                    is_same.then(|| ((paper.conference == found.conference, is_together), other))
                })
                // Of several that are as good, the first.
                .rev()
                .max_by_key(|(rank, _)| *rank);
            if let Some((_, other)) = best {
                self.papers.join(place, other);
            }
        }
    }

    fn shares_a_session(&self, one: &Paper, other: &Paper) -> bool {
        let title = |sessions: &'a [Session], place: usize| sessions.get(place).map(|session| &*session.title_key);
        let mut ours = one.places.iter().map(|place| title(&self.before.sessions, place.session));
        ours.any(|ours| other.places.iter().any(|place| title(&self.after.sessions, place.session) == ours))
    }

    fn session_before(&self, place: usize) -> Option<pairing::Session> {
        let session = self.before.sessions.get(place)?;
        Some(pairable(place, session, |paper| paper as i64))
    }

    fn session_after(&self, place: usize) -> Option<pairing::Session> {
        let session = self.after.sessions.get(place)?;
        // A paper that is on one side alone has a number that no paper of the other side has.
        let number = |paper: usize| match self.papers.before(paper) {
            Some(before) => before as i64,
            None => -1 - paper as i64,
        };
        Some(pairable(place, session, number))
    }

    fn match_session_rows(&mut self) {
        for (place, session) in self.before.sessions.iter().enumerate() {
            let Ok(other) = self.after.sessions.binary_search_by_key(&session.id, |other| other.id) else { continue };
            if let (Some(one), Some(two)) = (self.session_before(place), self.session_after(other))
                && one.likeness(&two) >= 1.0
            {
                self.sessions.join(place, other);
            }
        }
    }

    fn match_sessions(&mut self) {
        let old: Vec<_> = self.sessions.left_before().filter_map(|place| self.session_before(place)).collect();
        let new: Vec<_> = self.sessions.left_after().filter_map(|place| self.session_after(place)).collect();
        for (after, before) in pairs(&new, &old) {
            if let (Ok(before), Ok(after)) = (usize::try_from(before), usize::try_from(after)) {
                self.sessions.join(before, after);
            }
        }
    }
}

/// What beside one title says that two papers are one.
#[derive(Clone, Copy)]
enum Proof {
    /// An author in common, or nobody named.
    Author,
    /// Authors that one side does not say, or one session.
    Session,
}

impl Proof {
    fn holds(self, one: &Paper, other: &Paper, is_together: bool) -> bool {
        match self {
            Proof::Author => (one.authors.is_empty() && other.authors.is_empty()) || shares_an_author(one, other),
            Proof::Session => one.authors.is_empty() || other.authors.is_empty() || is_together,
        }
    }
}

fn pairable(place: usize, session: &Session, number: impl Fn(usize) -> i64) -> pairing::Session {
    // Two sources may give one instant in two zones.
    let instant = |text: &Text| {
        text.parse::<jiff::Timestamp>().map_or_else(|_| Text::clone(text), |instant| Text::from(instant.to_string()))
    };
    pairing::Session {
        id: place as i64,
        conference: session.conference.clone(),
        values: [
            Some(session.title_key.clone()),
            session.conference.clone(),
            session.room.clone(),
            session.time.starts_at.as_ref().map(instant),
            session.time.printed.clone(),
            session.kind.clone(),
        ],
        papers: session.papers.iter().map(|paper| number(*paper)).collect(),
    }
}
