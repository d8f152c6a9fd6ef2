//! Whether two sources speak of the same paper, and which of their authors are the same people.

use std::collections::{BTreeSet, HashMap};

use super::claims::{self, Claims};
use crate::record::{AuthorRecord, ConferenceRecord, Likeness, PaperRecord, title_key};

/// A paper that is there and may be the one that a record is about.
pub struct Candidate {
    /// Its row.
    pub paper_id: i64,
    /// Its authors in order, each with the person.
    pub authors: Vec<(i64, AuthorRecord)>,
    /// Its other values.
    pub claims: Claims,
    /// Whether no source names it any more.
    pub is_withdrawn: bool,
}

/// Titles at least this alike may be one title, retitled or abridged, where a name of the paper says so too.
const ALIKE: f64 = 0.8;

/// Whether a paper that bears the same DOI or the same name really is the same: such names are mistyped and copied
/// (OpenReview's BibTeX of ICLR 2017 names another paper in 47 of 490 entries), so the title or an author must agree.
pub fn is_confirmed(candidate: &Candidate, record: &PaperRecord, key: &str) -> bool {
    let title = title_key(claims::text(&candidate.claims, "title").unwrap_or_default());
    title == key || shares_an_author(candidate, &record.authors) || strsim::normalized_levenshtein(&title, key) >= ALIKE
}

/// Whether a paper of the same folded title is the same: the same year as far as both are known, and an author in
/// common, or nobody named on either side. Two conferences of one year that both go by a short name are two.
pub fn is_same(candidate: &Candidate, record: &PaperRecord, conference: Option<&ConferenceRecord>) -> bool {
    let known = claims::text(&candidate.claims, "conference").map(ConferenceRecord::parse);
    let is_elsewhere = matches!((&known, conference), (Some(known), Some(named)) if known.is_other_than(named));
    let is_anonymous = candidate.authors.is_empty() && record.authors.is_empty();
    !is_elsewhere && (is_anonymous || shares_an_author(candidate, &record.authors))
}

fn shares_an_author(candidate: &Candidate, authors: &[AuthorRecord]) -> bool {
    places(candidate, authors).iter().any(Option::is_some)
}

/// For each author of a record the person of the candidate who is the same, and how alike the spellings are; `None`
/// where there is none. The same name is the same person; so is another spelling at the same place of a list as long.
pub fn places(candidate: &Candidate, authors: &[AuthorRecord]) -> Vec<Option<(i64, Likeness)>> {
    let known = &candidate.authors;
    let keys: Vec<String> = authors.iter().map(|author| author.name.key()).collect();
    let mut found: Vec<Option<(i64, Likeness)>> = Vec::with_capacity(authors.len());
    let mut strangers = 0;
    for (position, (author, key)) in authors.iter().zip(&keys).enumerate() {
        let at_place = known.get(position).filter(|(_, other)| other.name.key() == *key);
        let anywhere = || known.iter().find(|(_, other)| other.name.key() == *key);
        if let Some((id, _)) = at_place.or_else(anywhere) {
            found.push(Some((*id, Likeness::Same)));
            continue;
        }
        // Someone who stands elsewhere in the other list is not meant here.
        let opposite =
            known.get(position).filter(|(_, other)| known.len() == authors.len() && !keys.contains(&other.name.key()));
        let alike = opposite.map(|(id, other)| (*id, Likeness::of(other.name.as_str(), author.name.as_str())));
        let alike = alike.or_else(|| {
            let spelt = |other: &AuthorRecord| Likeness::of(other.name.as_str(), author.name.as_str());
            known.iter().find(|(_, other)| spelt(other) == Likeness::Same).map(|(id, _)| (*id, Likeness::Same))
        });
        strangers += usize::from(alike.is_none_or(|(_, likeness)| likeness < Likeness::Close));
        found.push(alike);
    }
    // One word in common proves something only where everybody else agrees (a name changed by marriage).
    let others_agree = strangers == 1 && authors.len() > 2;
    for place in &mut found {
        let is_enough = match place {
            Some((_, Likeness::Weak)) => others_agree,
            Some((_, likeness)) => *likeness >= Likeness::Close,
            None => true,
        };
        if !is_enough {
            *place = None;
        }
    }
    found
}

/// What tells one paper from another when its title may have changed.
#[derive(Debug, Clone, Default)]
pub struct Titled {
    /// The folded title.
    pub title_key: String,
    /// The authors, each by what names a person in both papers.
    pub authors: BTreeSet<String>,
    /// The sessions where it is presented, each by what names a session for both papers.
    pub sessions: BTreeSet<String>,
}

/// Which of the old papers is which of the new ones under a new title, as places in the two lists; each once at most, and
/// for each old one the likeliest that is left.
pub fn retitled(old: &[Titled], new: &[Titled]) -> Vec<(usize, usize)> {
    // Only papers with somebody or, where nobody is named, a longer word in common are compared.
    let mut by_mark: HashMap<String, Vec<usize>> = HashMap::new();
    for (place, paper) in new.iter().enumerate() {
        paper.marks().for_each(|mark| by_mark.entry(mark).or_default().push(place));
    }
    let mut taken = BTreeSet::new();
    let mut pairs = Vec::new();
    for (place, paper) in old.iter().enumerate() {
        let candidates: BTreeSet<usize> =
            paper.marks().filter_map(|mark| by_mark.get(&mark)).flatten().copied().collect();
        let free = candidates.into_iter().filter(|candidate| !taken.contains(candidate));
        let alike = free.filter_map(|candidate| Some((retitling(paper, new.get(candidate)?)?, candidate)));
        if let Some((_, candidate)) = alike.max_by(|(one, _), (other, _)| one.total_cmp(other)) {
            taken.insert(candidate);
            pairs.push((place, candidate));
        }
    }
    pairs
}

impl Titled {
    fn marks(&self) -> impl Iterator<Item = String> {
        let words = self.title_key.split(' ').filter(|word| self.authors.is_empty() && word.len() > 4);
        self.authors.iter().map(|author| format!("author {author}")).chain(words.map(|word| format!("word {word}")))
    }
}

/// How likely it is that one paper is the other under a new title, more being likelier; `None` when it is not. The same
/// people in the same session are enough, or a title that is alike; the less of one, the more of the other.
fn retitling(old: &Titled, new: &Titled) -> Option<f64> {
    let shared = old.authors.intersection(&new.authors).count() as f64;
    let all = old.authors.union(&new.authors).count() as f64;
    let people = if all > 0.0 { shared / all } else { 0.0 };
    let is_together = old.sessions.intersection(&new.sessions).next().is_some();
    let title = likeness_of_titles(&old.title_key, &new.title_key);
    let is_anonymous = all == 0.0;
    let is_same = match () {
        () if people == 1.0 => is_together || title >= 0.5,
        () if people >= 0.5 => title >= if is_together { 0.5 } else { 0.7 },
        () => title >= ALIKE && (people > 0.0 || is_anonymous),
    };
    is_same.then_some(people + title + if is_together { 0.5 } else { 0.0 })
}

/// From 0 to 1: letter by letter, or by the words that the shorter one shares with the longer.
fn likeness_of_titles(one: &str, other: &str) -> f64 {
    let (words, others): (BTreeSet<&str>, BTreeSet<&str>) = (one.split(' ').collect(), other.split(' ').collect());
    let shared = words.intersection(&others).count() as f64;
    let by_words = if words.len().min(others.len()) > 2 { shared / words.len().max(others.len()) as f64 } else { 0.0 };
    strsim::normalized_levenshtein(one, other).max(by_words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_a_paper_under_a_new_title() {
        let paper = |title: &str, authors: &str, session: &str| Titled {
            title_key: title_key(title),
            authors: authors.split(';').filter(|name| !name.is_empty()).map(str::to_owned).collect(),
            sessions: BTreeSet::from([session.to_owned()]),
        };
        let data = "Data Poisoning Attacks in Multi-Party Learning";
        let universal = "Universal Multi-Party Poisoning Attacks";
        let cases = [
            (paper(data, "a;b", "1"), paper(universal, "a;b", "2"), true),
            (paper(data, "a;b", "1"), paper("Another Matter", "a;b", "2"), false),
            (paper(data, "a;b", "1"), paper("Another Matter", "b;a", "1"), true),
            (paper(data, "a;b", "1"), paper("Another Matter", "a;c", "1"), false),
            (paper(data, "a;b", "1"), paper("Data Poisoning Attacks in Multiparty Learning", "a;c;d", "2"), true),
            (paper(data, "a;b", "1"), paper("Data Poisoning Attacks in Multiparty Learning", "x;y", "2"), false),
            (paper(data, "", "1"), paper("Data Poisoning Attacks in Multiparty Learning", "", "2"), true),
        ];
        for (old, new, expected) in cases {
            assert_eq!(retitling(&old, &new).is_some(), expected, "{old:?} {new:?}");
        }
    }
}
