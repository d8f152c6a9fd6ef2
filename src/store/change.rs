//! One thing that changed, in the words that every account of changes uses.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::record::Likeness;

/// One thing that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// "paper" or "session".
    pub what: &'static str,
    /// Its row, which may be gone.
    pub item_id: i64,
    /// Its title now, or the last one.
    pub title: String,
    /// What happened.
    pub change: &'static str,
    /// To which field; `None` where the change says it.
    pub field: Option<&'static str>,
    /// The value before; `None` when there was none.
    pub before: Option<String>,
    /// The value now; `None` when there is none.
    pub after: Option<String>,
}

/// One author of a list that is compared with another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author<'a> {
    /// What names the person in both lists.
    pub person: Cow<'a, str>,
    /// Position in its list, from 1.
    pub position: usize,
    /// The printed name.
    pub name: &'a str,
    /// The institution as printed; `None` when the source does not say.
    pub affiliation: Option<&'a str>,
}

/// In which sessions a paper was and is, by the titles then and now.
#[derive(Debug, Default)]
pub struct Moves {
    /// Where it was and is not.
    pub from: BTreeMap<i64, String>,
    /// Where it is and was not.
    pub to: BTreeMap<i64, String>,
}

/// Tells of one paper or session.
pub struct Teller<'a> {
    /// "paper" or "session".
    pub what: &'static str,
    /// Its row.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// Where it is told.
    pub changes: &'a mut Vec<Change>,
}

impl Teller<'_> {
    /// Tells one thing.
    pub fn tell(
        &mut self,
        change: &'static str,
        field: Option<&'static str>,
        before: Option<String>,
        after: Option<String>,
    ) {
        let (what, item_id, title) = (self.what, self.id, self.title.clone());
        self.changes.push(Change { what, item_id, title, change, field, before, after });
    }

    /// Tells a value that is not what it was.
    pub fn compare(
        &mut self,
        change: &'static str,
        field: &'static str,
        before: Option<String>,
        after: Option<String>,
    ) {
        if before != after {
            self.tell(change, Some(field), before, after);
        }
    }

    /// Who came, who went, who is spelt otherwise, and whether those who stayed stand in another order.
    pub fn compare_authors(&mut self, old: &[Author<'_>], new: &[Author<'_>]) {
        let is_in = |list: &[Author<'_>], person: &str| list.iter().any(|author| author.person == person);
        let mut dropped: Vec<&Author<'_>> = old.iter().filter(|author| !is_in(new, &author.person)).collect();
        let mut strangers: Vec<&Author<'_>> = Vec::new();
        let name = |author: &Author<'_>| Some(author.name.to_owned());
        for author in new {
            let at_place = old.iter().find(|other| other.person == author.person && other.position == author.position);
            match at_place.or_else(|| old.iter().find(|other| other.person == author.person)) {
                Some(other) => {
                    self.compare("author renamed", "authors", name(other), name(author));
                    let affiliation = |author: &Author<'_>| author.affiliation.map(str::to_owned);
                    self.compare("edited", "affiliation", affiliation(other), affiliation(author));
                }
                None => strangers.push(author),
            }
        }
        // Somebody spelt much alike, best at the same place, is the same person to whoever reads the list.
        let is_alike =
            |other: &Author<'_>, author: &Author<'_>| Likeness::of(other.name, author.name) >= Likeness::Close;
        let is_at_place = |other: &Author<'_>, author: &Author<'_>| other.position == author.position;
        let mut renamed: Vec<(&str, String)> = Vec::new();
        for may_have_moved in [false, true] {
            strangers.retain(|author| {
                let same = dropped
                    .iter()
                    .position(|other| (may_have_moved || is_at_place(other, author)) && is_alike(other, author));
                let Some(other) = same.map(|place| dropped.remove(place)) else { return true };
                self.compare("author renamed", "authors", name(other), name(author));
                renamed.push((other.name, author.person.to_string()));
                false
            });
        }
        for author in dropped {
            self.tell("author dropped", Some("authors"), name(author), None);
        }
        for author in strangers {
            self.tell("author added", Some("authors"), None, name(author));
        }
        let person_now = |author: &Author<'_>| {
            let renamed = renamed.iter().find(|(name, _)| *name == author.name);
            renamed.map_or_else(|| author.person.to_string(), |(_, person)| person.clone())
        };
        let order: Vec<String> = old.iter().map(person_now).collect();
        let kept_then: Vec<&str> = order.iter().map(String::as_str).filter(|person| is_in(new, person)).collect();
        let kept_now: Vec<&str> = new
            .iter()
            .map(|author| &*author.person)
            .filter(|person| order.iter().any(|other| other == person))
            .collect();
        if kept_then != kept_now {
            let list = |authors: &[Author<'_>]| join(authors.iter().map(|author| author.name.to_owned()));
            self.tell("authors reordered", Some("authors"), list(old), list(new));
        }
    }

    /// Where the paper went.
    pub fn tell_moves(&mut self, moves: Moves) {
        let (from, to) = (join(moves.from.into_values()), join(moves.to.into_values()));
        match (&from, &to) {
            (None, None) => {}
            (Some(_), Some(_)) => self.tell("moved", Some("session"), from, to),
            (None, Some(_)) => self.tell("placed", Some("session"), from, to),
            (Some(_), None) => self.tell("taken out", Some("session"), from, to),
        }
    }
}

/// The texts with semicolons between them; `None` when there are none.
pub fn join(texts: impl Iterator<Item = String>) -> Option<String> {
    let texts: Vec<String> = texts.collect();
    (!texts.is_empty()).then(|| texts.join("; "))
}
