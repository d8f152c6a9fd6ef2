//! Whether two sources speak of the same paper, and which of their authors are the same people.

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
