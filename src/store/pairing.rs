//! Which session of one programme is which of another.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use crate::record::ConferenceRecord;

/// How much two sessions have to have in common.
const ENOUGH: f64 = 2.0;

/// What tells one session from another.
#[derive(Debug, Clone, Default)]
pub struct Session {
    /// What names it among those of its side.
    pub id: i64,
    /// The name of its conference, where another one would be another session; `None` when it is not known.
    pub conference: Option<Rc<str>>,
    /// The folded title, the conference, the room, the start, the time as printed, the kind.
    pub values: [Option<Rc<str>>; 6],
    /// Its papers, each by what names a paper on both sides.
    pub papers: BTreeSet<i64>,
}

impl Session {
    /// How much two sessions have in common: 4 for the title, 4 for all papers, 1 each for room and time.
    pub fn likeness(&self, other: &Self) -> f64 {
        let same = |place: usize| self.value(place).is_some() && self.value(place) == other.value(place);
        let [title, room, time] = [same(0), same(2), same(3) || same(4)].map(|same| if same { 1.0 } else { 0.0 });
        let shared = self.papers.intersection(&other.papers).count() as f64;
        let most = self.papers.len().max(other.papers.len()).max(1) as f64;
        4.0 * title + room + time + 4.0 * shared / most
    }

    fn value(&self, place: usize) -> Option<&Rc<str>> {
        self.values.get(place)?.as_ref()
    }

    /// What two sessions that have enough in common share one of: the title, a paper, or room and time.
    fn marks(&self) -> impl Iterator<Item = Mark<'_>> {
        let of = |place: usize| self.value(place).map(|value| &**value);
        let title = of(0).map(Mark::Title);
        let at = [of(3), of(4)].map(|time| Some(Mark::Place(of(2)?, time?)));
        let papers = self.papers.iter().map(|paper| Mark::Paper(*paper));
        title.into_iter().chain(at.into_iter().flatten()).chain(papers)
    }
}

#[derive(PartialEq, Eq, Hash)]
enum Mark<'a> {
    Title(&'a str),
    Place(&'a str, &'a str),
    Paper(i64),
}

/// Whether two names are sure to be those of two conferences; where one is not known they are not.
pub fn is_elsewhere(one: Option<&str>, other: Option<&str>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => {
            one != other && ConferenceRecord::parse(one).is_other_than(&ConferenceRecord::parse(other))
        }
        _ => false,
    }
}

/// Which of our sessions is which of the others: first those that nothing tells apart, then those that have the most in
/// common; each once at most.
pub fn pairs(own: &[Session], old: &[Session]) -> Vec<(i64, i64)> {
    let mut pairs = Vec::new();
    let mut same: HashMap<_, Vec<&Session>> = HashMap::new();
    for session in old.iter().rev() {
        same.entry((&session.values, &session.papers)).or_default().push(session);
    }
    let mut left = Vec::new();
    for session in own {
        match same.get_mut(&(&session.values, &session.papers)).and_then(Vec::pop) {
            Some(other) => pairs.push((session.id, other.id)),
            None => left.push(session),
        }
    }
    let mut by_mark: HashMap<Mark<'_>, Vec<&Session>> = HashMap::new();
    let mut free: Vec<&Session> = same.into_values().flatten().collect();
    free.sort_unstable_by_key(|session| session.id);
    for session in free {
        session.marks().for_each(|mark| by_mark.entry(mark).or_default().push(session));
    }
    let mut alike: Vec<(f64, i64, i64)> = Vec::new();
    for session in left {
        let mut seen = HashSet::new();
        for other in session.marks().filter_map(|mark| by_mark.get(&mark)).flatten() {
            let likeness = session.likeness(other);
            if seen.insert(other.id)
                && likeness >= ENOUGH
                && !is_elsewhere(session.conference.as_deref(), other.conference.as_deref())
            {
                // Of two that are as much alike, the one where nothing else differs.
                let bonus = if session.values == other.values { 0.5 } else { 0.0 };
                alike.push((likeness + bonus, session.id, other.id));
            }
        }
    }
    alike.sort_by(|one, other| other.0.total_cmp(&one.0).then((one.1, one.2).cmp(&(other.1, other.2))));
    let (mut taken, mut given) = (HashSet::new(), HashSet::new());
    for (_, session_id, into) in alike {
        if !taken.contains(&session_id) && !given.contains(&into) {
            taken.insert(session_id);
            given.insert(into);
            pairs.push((session_id, into));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(id: i64, values: &str, papers: &[i64]) -> Session {
        // Title, room and time; the conference is not said.
        let values = values.replacen('|', "||", 1);
        let mut texts = values.split('|').map(|value| Some(value).filter(|value| !value.is_empty()).map(Rc::from));
        let values = std::array::from_fn(|_| texts.next().flatten());
        Session { id, conference: None, values, papers: papers.iter().copied().collect() }
    }

    #[test]
    fn pairs_sessions_that_have_the_most_in_common() {
        type Side<'a> = &'a [(&'a str, &'a [i64])];
        type Case<'a> = (Side<'a>, Side<'a>, &'a [(i64, i64)]);
        let cases: [Case<'_>; 6] = [
            // The same, in another order.
            (&[("a|1", &[1]), ("b|2", &[2])], &[("b|2", &[2]), ("a|1", &[1])], &[(1, 2), (2, 1)]),
            // Nothing but the papers tells them apart.
            (
                &[("posters", &[3, 4]), ("posters", &[5])],
                &[("posters", &[1, 2]), ("posters", &[3, 4])],
                &[(1, 2), (2, 1)],
            ),
            // Renamed and in another room, with most of its papers.
            (&[("new|9", &[1, 2, 3])], &[("old|1", &[1, 2])], &[(1, 1)]),
            // Renamed, with the room and the time.
            (&[("new|9|t", &[])], &[("old|9|t", &[])], &[(1, 1)]),
            // The room alone says nothing.
            (&[("new|9", &[1])], &[("old|9", &[2])], &[]),
            (&[("a|1|t", &[])], &[("a|2|u", &[]), ("a|1|u", &[])], &[(1, 2)]),
        ];
        for (own, old, expected) in cases {
            let side = |side: Side<'_>| -> Vec<Session> {
                (1..).zip(side).map(|(id, (values, papers))| session(id, values, papers)).collect()
            };
            let mut found = pairs(&side(own), &side(old));
            found.sort_unstable();
            assert_eq!(found, expected, "{own:?} {old:?}");
        }
    }
}
