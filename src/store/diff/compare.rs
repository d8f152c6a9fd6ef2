//! What tells two snapshots apart, a row each.

use std::collections::{BTreeSet, HashSet};

use jiff::Timestamp;

use super::Difference;
use super::matching::{Kinship, Matching, person};
use super::scope::Within;
use super::snapshot::{FIELDS, Paper, Place, Session, Snapshot, Text, Time, is_same_instant};
use crate::record::title_key;
use crate::store::change::{self, Change, Moves, Teller, join};

/// Tells everything of two snapshots once it is known what is which.
pub struct Comparing<'a> {
    pub before: &'a Snapshot,
    pub after: &'a Snapshot,
    pub matching: &'a Matching<'a>,
    pub within: &'a Within,
    pub kinship: Kinship,
    /// What both sides speak of, where one may be a source that never does.
    pub spoken: BTreeSet<&'static str>,
}

/// What a snapshot speaks of at all.
pub fn spoken(snapshot: &Snapshot) -> BTreeSet<&'static str> {
    let mut spoken = BTreeSet::new();
    for paper in &snapshot.papers {
        let fields = FIELDS.iter().zip(&paper.fields).filter(|(_, value)| value.is_some());
        spoken.extend(fields.map(|(field, _)| *field));
        let says = [
            ("authors", !paper.authors.is_empty()),
            ("affiliation", paper.authors.iter().any(|author| author.affiliation.is_some())),
            ("slot kind", paper.places.iter().any(|place| place.kind.is_some())),
            ("slot board", paper.places.iter().any(|place| place.board.is_some())),
            ("slot time", paper.places.iter().any(|place| place.time.shown().is_some())),
        ];
        spoken.extend(says.into_iter().filter(|(_, says)| *says).map(|(field, _)| field));
    }
    for session in &snapshot.sessions {
        let says = [
            ("session", true),
            ("room", session.room.is_some()),
            ("time", session.time.shown().is_some()),
            ("end", session.ends_at.is_some()),
            ("session kind", session.kind.is_some()),
            ("session track", session.track.is_some()),
            ("roles", !session.roles.is_empty()),
        ];
        spoken.extend(says.into_iter().filter(|(_, says)| *says).map(|(field, _)| field));
    }
    spoken
}

/// What a session or paper is sorted by.
type Key = (u8, bool, Option<Timestamp>, String, usize);

impl Comparing<'_> {
    /// Every difference: sessions in the order of the programme, then papers by title.
    pub fn tell(&self) -> Vec<Difference> {
        let mut rows: Vec<(Key, Vec<Difference>)> = Vec::new();
        if self.speaks_of("session") {
            self.tell_sessions(&mut rows);
        }
        self.tell_papers(&mut rows);
        rows.sort_by(|one, other| one.0.cmp(&other.0));
        rows.into_iter().flat_map(|(_, rows)| rows).collect()
    }

    fn speaks_of(&self, field: &str) -> bool {
        self.kinship == Kinship::OneDatabase || self.spoken.contains(field)
    }

    fn tell_sessions(&self, rows: &mut Vec<(Key, Vec<Difference>)>) {
        // Where no time tells the order, those that are gone come last.
        let gone = self.after.sessions.len();
        for (place, then) in self.before.sessions.iter().enumerate() {
            let mut changes = Vec::new();
            let (now, order) = match self.matching.sessions.after(place).map(|after| (after, self.session_after(after)))
            {
                Some((after, Some(now))) => {
                    self.compare_session(then, now, &mut changes);
                    (now, after)
                }
                _ => {
                    let (is_within, is_elsewhere) = (self.is_within(place), &self.within.named_elsewhere.0);
                    if is_within && !is_elsewhere.get(place).is_some_and(|elsewhere| *elsewhere) {
                        teller(&mut changes, "session", then.id, &then.title).tell("withdrawn", None, None, None);
                    }
                    (then, gone + place)
                }
            };
            push_session(rows, now, start(&now.time).or_else(|| start(&then.time)), order, changes);
        }
        for place in self.matching.sessions.left_after() {
            let Some(now) = self.session_after(place) else { continue };
            let mut changes = Vec::new();
            teller(&mut changes, "session", now.id, &now.title).tell("new", None, None, None);
            push_session(rows, now, start(&now.time), place, changes);
        }
    }

    fn session_after(&self, place: usize) -> Option<&Session> {
        self.after.sessions.get(place)
    }

    fn is_within(&self, session: usize) -> bool {
        let is_paired = self.matching.sessions.after(session).is_some();
        is_paired || self.within.sessions.get(session).is_some_and(|is_within| *is_within)
    }

    fn compare_session(&self, then: &Session, now: &Session, changes: &mut Vec<Change>) {
        let mut teller = teller(changes, "session", now.id, &now.title);
        let is_renamed = then.title_key != now.title_key;
        teller.compare(if is_renamed { "renamed" } else { "edited" }, "title", owned(&then.title), owned(&now.title));
        if self.speaks_of("room") {
            teller.compare("moved", "room", text(&then.room), text(&now.room));
        }
        if self.speaks_of("time") && !then.time.is_same(&now.time) {
            tell_time(&mut teller, &then.time, &now.time);
        } else if self.speaks_of("end") && !is_same(&then.ends_at, &now.ends_at) {
            teller.tell("moved", Some("end"), text(&then.ends_at), text(&now.ends_at));
        }
        if self.speaks_of("session kind") {
            teller.compare("edited", "kind", text(&then.kind), text(&now.kind));
        }
        if self.speaks_of("session track") {
            teller.compare("edited", "track", text(&then.track), text(&now.track));
        }
        if self.kinship == Kinship::OneDatabase {
            teller.compare("edited", "conference", text(&then.conference), text(&now.conference));
        }
        if self.speaks_of("roles") {
            for (field, is_chair) in [("moderator", false), ("chair", true)] {
                let names = |session: &Session| {
                    let own = session.roles.iter().filter(|(role, _)| (&**role == "chair") == is_chair);
                    join(own.map(|(_, name)| name.to_string()))
                };
                teller.compare("edited", field, names(then), names(now));
            }
        }
        let new: Vec<usize> = now.papers.iter().filter_map(|paper| self.matching.papers.before(*paper)).collect();
        let kept = |papers: &[usize], others: &[usize]| -> Vec<usize> {
            let others: HashSet<usize> = others.iter().copied().collect();
            papers.iter().copied().filter(|paper| others.contains(paper)).collect()
        };
        if kept(&then.papers, &new) != kept(&new, &then.papers) {
            teller.tell("reordered", None, None, None);
        }
    }

    fn tell_papers(&self, rows: &mut Vec<(Key, Vec<Difference>)>) {
        for (place, then) in self.before.papers.iter().enumerate() {
            let mut changes = Vec::new();
            let after = self.matching.papers.after(place).and_then(|after| self.after.papers.get(after));
            match after {
                Some(now) => {
                    self.compare_paper(then, now, &mut changes);
                    push_paper(rows, self.after, now, changes);
                }
                None => {
                    self.tell_gone(place, then, &mut changes);
                    push_paper(rows, self.before, then, changes);
                }
            }
        }
        for now in self.matching.papers.left_after().filter_map(|place| self.after.papers.get(place)) {
            let mut changes = Vec::new();
            teller(&mut changes, "paper", now.id, &now.title).tell("new", None, None, None);
            push_paper(rows, self.after, now, changes);
        }
    }

    /// A paper that the second side does not name is gone, unless it stays where that side says nothing.
    fn tell_gone(&self, place: usize, paper: &Paper, changes: &mut Vec<Change>) {
        if !self.within.papers.get(place).is_some_and(|is_within| *is_within) {
            return;
        }
        let is_elsewhere = self.within.named_elsewhere.1.get(place).is_some_and(|elsewhere| *elsewhere);
        let mut teller = teller(changes, "paper", paper.id, &paper.title);
        if !is_elsewhere && paper.places.iter().all(|place| self.is_within(place.session)) {
            teller.tell("withdrawn", None, None, None);
        } else if self.speaks_of("session") {
            let mut moves = Moves::default();
            let left = paper.places.iter().filter(|place| self.is_within(place.session));
            moves.from.extend(left.filter_map(|place| entry(self.before, place)));
            teller.tell_moves(moves);
        }
    }

    fn compare_paper(&self, then: &Paper, now: &Paper, changes: &mut Vec<Change>) {
        let mut teller = teller(changes, "paper", now.id, &now.title);
        let is_retitled = then.title_key != now.title_key;
        teller.compare(if is_retitled { "retitled" } else { "edited" }, "title", owned(&then.title), owned(&now.title));
        // Where two sources differ in whether they name anybody, one of them does not say.
        let is_said = !then.authors.is_empty() && !now.authors.is_empty();
        if then.authors != now.authors && (is_said || self.kinship == Kinship::OneDatabase) {
            let has_affiliations = self.speaks_of("affiliation");
            teller.compare_authors(&authors(then, has_affiliations), &authors(now, has_affiliations));
        }
        for ((field, one), other) in FIELDS.iter().zip(&then.fields).zip(&now.fields) {
            let is_same = one == other
                || (self.kinship == Kinship::Strangers && *field == "abstract" && is_same_wording(one, other));
            if self.speaks_of(field) && !is_same {
                teller.tell("edited", Some(field), text(one), text(other));
            }
        }
        if self.kinship == Kinship::OneDatabase {
            teller.compare("edited", "conference", text(&then.conference), text(&now.conference));
        }
        if self.speaks_of("session") {
            self.compare_places(then, now, &mut teller);
        }
    }

    fn compare_places(&self, then: &Paper, now: &Paper, teller: &mut Teller<'_>) {
        let mut moves = Moves::default();
        for place in then.places.iter().filter(|place| self.is_within(place.session)) {
            let stays = self.matching.sessions.after(place.session);
            match now.places.iter().find(|other| Some(other.session) == stays) {
                Some(other) => self.compare_slots(place, other, teller),
                None => moves.from.extend(entry(self.before, place)),
            }
        }
        let was_there = |place: &&Place| {
            let before = self.matching.sessions.before(place.session);
            before.is_some_and(|before| then.places.iter().any(|place| place.session == before))
        };
        let entered = now.places.iter().filter(|place| !was_there(place));
        moves.to.extend(entered.filter_map(|place| entry(self.after, place)));
        teller.tell_moves(moves);
    }

    /// What changed of a paper that stays in a session: kind, board, time.
    fn compare_slots(&self, then: &Place, now: &Place, teller: &mut Teller<'_>) {
        if self.speaks_of("slot kind") {
            teller.compare("edited", "kind", text(&then.kind), text(&now.kind));
        }
        if self.speaks_of("slot board") {
            teller.compare("edited", "board", text(&then.board), text(&now.board));
        }
        // Papers that move with their session are told with it.
        let session =
            |snapshot: &Snapshot, place: &Place| snapshot.sessions.get(place.session).map(|it| it.time.clone());
        let shift = match (session(self.before, then), session(self.after, now)) {
            (Some(then), Some(now)) => shift(&then, &now),
            _ => None,
        };
        let moves_along = shift.is_some() && self::shift(&then.time, &now.time) == shift;
        if self.speaks_of("slot time") && !then.time.is_same(&now.time) && !moves_along {
            tell_time(teller, &then.time, &now.time);
        }
    }
}

fn teller<'a>(changes: &'a mut Vec<Change>, what: &'static str, id: i64, title: &str) -> Teller<'a> {
    Teller { what, id, title: title.to_owned(), changes }
}

fn tell_time(teller: &mut Teller<'_>, then: &Time, now: &Time) {
    let (then, now) = then.shown_beside(now);
    teller.tell("moved", Some("time"), then.map(Text::to_string), now.map(Text::to_string));
}

fn text(text: &Option<Text>) -> Option<String> {
    text.as_deref().map(str::to_owned)
}

fn owned(text: &Text) -> Option<String> {
    Some(text.to_string())
}

fn shown(time: &Time) -> Option<String> {
    time.shown().map(Text::to_string)
}

fn is_same(one: &Option<Text>, other: &Option<Text>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => is_same_instant(one, other),
        _ => one == other,
    }
}

/// Whether two texts differ in nothing but marks, case and space: two sources set one abstract in two ways.
fn is_same_wording(one: &Option<Text>, other: &Option<Text>) -> bool {
    matches!((one, other), (Some(one), Some(other)) if title_key(one) == title_key(other))
}

/// By how many seconds a time moved; `None` when it cannot be told.
fn shift(then: &Time, now: &Time) -> Option<i64> {
    let instant = |time: &Time| time.starts_at.as_ref()?.parse::<Timestamp>().ok();
    Some(instant(now)?.as_second() - instant(then)?.as_second())
}

fn entry(snapshot: &Snapshot, place: &Place) -> Option<(i64, String)> {
    let session = snapshot.sessions.get(place.session)?;
    Some((place.session as i64, session.title.to_string()))
}

fn authors(paper: &Paper, has_affiliations: bool) -> Vec<change::Author<'_>> {
    let authors = (1..).zip(&paper.authors).map(|(position, author)| change::Author {
        person: person(&author.name).into(),
        position,
        name: &author.name,
        affiliation: author.affiliation.as_deref().filter(|_| has_affiliations),
    });
    authors.collect()
}

fn start(time: &Time) -> Option<Timestamp> {
    let text = time.starts_at.as_ref()?;
    // For the order alone, a time without a zone counts as UTC.
    let civil = || jiff::tz::TimeZone::UTC.to_timestamp(text.parse().ok()?).ok();
    text.parse().ok().or_else(civil)
}

fn push_session(
    rows: &mut Vec<(Key, Vec<Difference>)>,
    session: &Session,
    start: Option<Timestamp>,
    order: usize,
    changes: Vec<Change>,
) {
    if changes.is_empty() {
        return;
    }
    let (room, time) = (text(&session.room), shown(&session.time));
    let told = changes.into_iter().map(|change| Difference {
        authors: None,
        session: None,
        room: room.clone(),
        time: time.clone(),
        ..Difference::from(change)
    });
    rows.push(((0, start.is_none(), start, String::new(), order), told.collect()));
}

fn push_paper(rows: &mut Vec<(Key, Vec<Difference>)>, snapshot: &Snapshot, paper: &Paper, changes: Vec<Change>) {
    if changes.is_empty() {
        return;
    }
    let each = |of: &dyn Fn(&Session, &Place) -> Option<String>| {
        let mut texts: Vec<String> = Vec::new();
        for place in &paper.places {
            let found = snapshot.sessions.get(place.session).and_then(|session| of(session, place));
            texts.extend(found.filter(|found| !texts.contains(found)));
        }
        join(texts.into_iter())
    };
    let authors = join(paper.authors.iter().map(|author| author.name.to_string()));
    let session = each(&|session, _| owned(&session.title));
    let room = each(&|session, _| text(&session.room));
    let time = each(&|session, place| shown(&place.time).or_else(|| shown(&session.time)));
    let key = format!("{}\n{}\n{}", paper.title_key, paper.title, authors.as_deref().unwrap_or_default());
    let told = changes.into_iter().map(|change| Difference {
        authors: authors.clone(),
        session: session.clone(),
        room: room.clone(),
        time: time.clone(),
        ..Difference::from(change)
    });
    rows.push(((1, false, None, key, 0), told.collect()));
}
