//! Whether two sources speak of the same paper, and which of their authors are the same people.

use std::collections::{BTreeSet, HashMap};

use super::claims::{self, Claims};
use super::pairing::is_elsewhere;
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
pub const ALIKE: f64 = 0.8;

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
    /// The name of its conference; `None` when it is not known, or the same for all.
    pub conference: Option<String>,
}

/// A word that so many anonymous papers have in their titles marks none of them.
const COMMON: usize = 100;

/// Which of the old papers is which of the new ones under a new title, as places in the two lists; each once at most,
/// the likeliest first.
pub fn retitled(old: &[Titled], new: &[Titled]) -> Vec<(usize, usize)> {
    // Only papers with somebody or, where nobody is named, a longer word in common are compared.
    let mut by_mark: HashMap<String, Vec<usize>> = HashMap::new();
    for (place, paper) in new.iter().enumerate() {
        paper.marks().for_each(|mark| by_mark.entry(mark).or_default().push(place));
    }
    let mut alike: Vec<(f64, usize, usize)> = Vec::new();
    for (place, paper) in old.iter().enumerate() {
        let marked = paper.marks().filter_map(|mark| by_mark.get(&mark));
        let candidates: BTreeSet<usize> =
            marked.filter(|marked| !paper.authors.is_empty() || marked.len() <= COMMON).flatten().copied().collect();
        alike.extend(
            candidates.into_iter().filter_map(|other| Some((retitling(paper, new.get(other)?)?, place, other))),
        );
    }
    alike.sort_by(|one, other| other.0.total_cmp(&one.0).then((one.1, one.2).cmp(&(other.1, other.2))));
    let (mut taken, mut given) = (BTreeSet::new(), BTreeSet::new());
    let mut pairs = Vec::new();
    for (_, place, other) in alike {
        if !taken.contains(&place) && !given.contains(&other) {
            taken.insert(place);
            given.insert(other);
            pairs.push((place, other));
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
    // Where one side says nothing of sessions, nothing speaks against two people or more who are the same.
    let is_unplaced = (old.sessions.is_empty() || new.sessions.is_empty()) && all > 1.0;
    let is_same = match () {
        () if people == 1.0 => is_together || title >= if is_unplaced { 0.3 } else { 0.5 },
        // Of 7,877 papers of nine conferences, 8 have another one by half of its authors with so like a title.
        () if people >= 0.5 => title >= if is_together || is_unplaced { 0.5 } else { 0.7 },
        () => title >= ALIKE && (people > 0.0 || is_anonymous),
    };
    let is_same = is_same && !is_elsewhere(old.conference.as_deref(), new.conference.as_deref());
    is_same.then_some(people + title + if is_together { 0.5 } else { 0.0 })
}

/// From 0 to 1: letter by letter, or by the words that say something and that both have, in whatever form.
pub fn likeness_of_titles(one: &str, other: &str) -> f64 {
    let (words, mut others) = (telling_words(one), telling_words(other));
    let (few, all) = (words.len().min(others.len()), words.len() + others.len());
    let mut shared = 0;
    for word in words {
        if let Some(place) = others.iter().position(|other| is_form_of(word, other)) {
            others.swap_remove(place);
            shared += 2;
        }
    }
    let by_words = if few > 2 { f64::from(shared) / all as f64 } else { 0.0 };
    strsim::normalized_levenshtein(one, other).max(by_words)
}

/// The words of a folded title without those that every title has.
fn telling_words(key: &str) -> Vec<&str> {
    const EMPTY: [&str; 19] = [
        "a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "is", "of", "on", "or", "the", "to", "via",
        "with", "without",
    ];
    key.split(' ').filter(|word| !EMPTY.contains(word)).collect()
}

/// Whether two words are forms of one: "distilling" and "distillation", "network" and "networks".
fn is_form_of(word: &str, other: &str) -> bool {
    let common = word.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
    let (short, long) = {
        let (one, other) = (word.chars().count(), other.chars().count());
        (one.min(other), one.max(other))
    };
    let is_inflected = common == short && short > 2 && long - short <= 2;
    common == long || is_inflected || (common >= 5 && common * 10 >= short * 6 && long - common <= 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_a_paper_under_a_new_title() {
        let paper = |title: &str, authors: &str, session: &str| Titled {
            title_key: title_key(title),
            authors: authors.split(';').filter(|name| !name.is_empty()).map(str::to_owned).collect(),
            sessions: session.split(';').filter(|name| !name.is_empty()).map(str::to_owned).collect(),
            conference: None,
        };
        let data = "Data Poisoning Attacks in Multi-Party Learning";
        let universal = "Universal Multi-Party Poisoning Attacks";
        let distilling = "Distilling the Posterior in Bayesian Neural Networks";
        let distillation = "Adversarial Distillation of Bayesian Neural Network Posteriors";
        let cases = [
            (paper(data, "a;b", "1"), paper(universal, "a;b", "2"), true),
            (paper(data, "a;b", "1"), paper(universal, "a;b", ""), true),
            (paper(distilling, "a;b", "1"), paper(distillation, "a;b", ""), true),
            (paper(distilling, "a;b", "1"), paper(distillation, "x;y", "1"), false),
            (paper(distilling, "a;b", "1"), paper(data, "a;b", "2"), false),
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
