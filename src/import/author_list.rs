//! Authors in one string, and their affiliations in another.

use std::collections::HashSet;

use crate::record::{AuthorRecord, PersonName, one_line};

/// The authors of a row, and what was found on the way.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Authors {
    /// The authors in order.
    pub authors: Vec<AuthorRecord>,
    /// The row holds the whole list twice.
    pub is_doubled: bool,
    /// The first author stands at the end once more.
    pub is_repeated: bool,
    /// How many institutions stand among the names.
    pub institutions: usize,
    /// How many institutions and e-mail addresses stand between semicolons in the place of a name.
    pub strangers: usize,
    /// There are affiliations, but not one for each author.
    pub is_unmatched: bool,
}

/// Words of institutions that are nobody's name.
const INSTITUTIONS: [&str; 16] = [
    "academy",
    "agency",
    "center",
    "centre",
    "college",
    "corporation",
    "department",
    "inc",
    "institut",
    "institute",
    "laboratory",
    "labs",
    "research",
    "universität",
    "university",
    "université",
];

/// What may follow a name behind a comma.
const SUFFIXES: [&str; 6] = ["Jr.", "Jr", "Sr.", "Sr", "II", "III"];

/// A name and the slot of its list that it stands in, from 0.
type Slotted = (usize, String);

impl Authors {
    /// Reads `author`, with the affiliations and ORCID iDs where there is one for each author.
    pub fn read(author: &str, affiliations: Option<&str>, orcids: Option<&str>) -> Self {
        let has_semicolons = author.contains(';');
        let mut found = Self::default();
        let names = if has_semicolons { slots(author) } else { between_commas(author) };
        let slots_of_names = names.len();
        let names = names.iter().map(|name| without_conjunction(name).to_owned()).enumerate();
        let mut names: Vec<Slotted> = names.filter(|(_, name)| !name.is_empty()).collect();
        found.is_doubled = is_twice(&names);
        if found.is_doubled {
            names.truncate(names.len() / 2);
        } else if !has_semicolons && names.len() > 2 && names.first().map(name_of) == names.last().map(name_of) {
            found.is_repeated = true;
            names.pop();
        }
        let mut places = Vec::new();
        for (slot, name) in names.iter().flat_map(|(slot, name)| divided(name).into_iter().map(|name| (*slot, name))) {
            let is_institution = is_institution(&name);
            found.strangers += usize::from(has_semicolons && (is_institution || name.contains('@')));
            match found.authors.last_mut() {
                // Between semicolons the file itself says what is one author.
                Some(author) if !has_semicolons && is_institution => {
                    author.affiliation.get_or_insert(name);
                    found.institutions += 1;
                }
                _ => {
                    found.authors.push(PersonName::literal(name).into());
                    places.push(slot);
                }
            }
        }
        found.add_affiliations(affiliations.unwrap_or_default(), &places, slots_of_names);
        found.add_orcids(orcids.unwrap_or_default(), &places, slots_of_names);
        found
    }

    fn add_affiliations(&mut self, affiliations: &str, places: &[usize], slots_of_names: usize) {
        let affiliations = slots(affiliations);
        if affiliations.iter().all(String::is_empty) {
            return;
        }
        let Some(affiliations) = aligned(&affiliations, places, slots_of_names) else {
            self.is_unmatched = true;
            return;
        };
        for (author, affiliation) in self.authors.iter_mut().zip(affiliations) {
            author.affiliation = Some(affiliation.to_owned()).filter(|affiliation| !affiliation.is_empty());
        }
    }

    fn add_orcids(&mut self, orcids: &str, places: &[usize], slots_of_names: usize) {
        let orcids = slots(orcids);
        let Some(orcids) = aligned(&orcids, places, slots_of_names) else { return };
        let (mut seen, mut again) = (HashSet::new(), HashSet::new());
        for orcid in orcids.iter().filter(|orcid| !seen.insert(**orcid)) {
            again.insert(*orcid);
        }
        for (author, orcid) in self.authors.iter_mut().zip(&orcids) {
            // One that stands twice in a list is wrong in one place or the other.
            author.orcid = crate::record::bare_orcid(orcid).filter(|_| !again.contains(orcid));
        }
    }
}

/// What a list has for each author: one slot for each of them, or one for each slot of the names, be they empty, doubled or
/// of two authors; `None` when it has another number of slots.
fn aligned<'a>(list: &'a [String], places: &[usize], slots_of_names: usize) -> Option<Vec<&'a str>> {
    if list.len() == places.len() {
        return Some(list.iter().map(String::as_str).collect());
    }
    let by_slot = (list.len() == slots_of_names).then_some(places)?;
    Some(by_slot.iter().map(|place| list.get(*place).map(String::as_str).unwrap_or_default()).collect())
}

fn slots(list: &str) -> Vec<String> {
    list.split(';').map(one_line).collect()
}

fn name_of(slotted: &Slotted) -> &str {
    &slotted.1
}

/// The names in one slot: "A B, C D" between semicolons is two (iccv2015, site_d4091d8f25), "Turing, Alan" is one.
fn divided(slot: &str) -> Vec<String> {
    let parts = between_commas(slot);
    let is_list = parts.len() > 1 && parts.iter().all(|part| part.contains(' ') && !is_institution(part));
    let parts = if is_list { parts } else { vec![slot.to_owned()] };
    parts.iter().flat_map(|part| joined(part)).map(str::to_owned).collect()
}

/// The names between commas; a suffix (`Jr.`) belongs to the name before it, and a comma in parentheses divides nothing.
pub fn between_commas(list: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for part in outside_parentheses(list).into_iter().map(one_line) {
        let part = without_conjunction(&part);
        match names.last_mut() {
            Some(name) if SUFFIXES.contains(&part) => {
                name.push_str(", ");
                name.push_str(part);
            }
            _ => names.push(part.to_owned()),
        }
    }
    names
}

/// The parts between the commas that stand in no parentheses; between all commas where the parentheses do not match.
fn outside_parentheses(list: &str) -> Vec<&str> {
    let mut depth = 0_i32;
    let mut is_matched = true;
    let parts = list.split(|letter| {
        depth += i32::from(letter == '(') - i32::from(letter == ')');
        is_matched &= depth >= 0;
        letter == ',' && depth == 0
    });
    let parts: Vec<&str> = parts.collect();
    if depth == 0 && is_matched { parts } else { list.split(',').collect() }
}

/// "and Grace Hopper" ends a list.
pub fn without_conjunction(name: &str) -> &str {
    name.strip_prefix("and ").or_else(|| name.strip_prefix("& ")).unwrap_or(name)
}

/// Whether the second half of a list is the first one again.
fn is_twice(names: &[Slotted]) -> bool {
    let (first, second) = names.split_at(names.len() / 2);
    !first.is_empty() && first.iter().map(name_of).eq(second.iter().map(name_of))
}

/// The names in "Takehisa Nishida & Kazuo Muto": as many as there are, where each has two words or more.
pub fn joined(name: &str) -> Vec<&str> {
    let is_name = |text: &&str| text.contains(' ');
    for between in [" & ", " and "] {
        let parts: Vec<&str> = name.split(between).collect();
        if parts.len() > 1 && parts.iter().all(is_name) && !is_institution(name) {
            return parts.into_iter().flat_map(joined).collect();
        }
    }
    vec![name]
}

/// Whether a name has a word of institutions in it.
pub fn is_institution(name: &str) -> bool {
    name.split([' ', ',', '.']).any(|word| INSTITUTIONS.contains(&word.to_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(author: &str) -> Vec<String> {
        let authors = Authors::read(author, None, None).authors;
        authors.iter().map(|author| author.name.as_str().to_owned()).collect()
    }

    #[test]
    fn divides_a_list_as_its_file_does() {
        let cases: [(&str, &[&str]); 16] = [
            ("Ada Lovelace;Alan Turing", &["Ada Lovelace", "Alan Turing"]),
            (" Ada Lovelace;  Alan Turing;", &["Ada Lovelace", "Alan Turing"]),
            ("Ada Lovelace, Alan Turing", &["Ada Lovelace", "Alan Turing"]),
            ("Ada Lovelace, Alan Turing, Jr., Grace Hopper", &["Ada Lovelace", "Alan Turing, Jr.", "Grace Hopper"]),
            ("Ada Lovelace; Alan Turing; Ada Lovelace; Alan Turing", &["Ada Lovelace", "Alan Turing"]),
            ("Ada Lovelace, Alan Turing, Ada Lovelace", &["Ada Lovelace", "Alan Turing"]),
            ("Ada Lovelace; Alan Turing; Ada Lovelace", &["Ada Lovelace", "Alan Turing", "Ada Lovelace"]),
            ("Bowen Zhou and Mingbo Ma", &["Bowen Zhou", "Mingbo Ma"]),
            ("Evangelos and Zervas;Mausam", &["Evangelos and Zervas", "Mausam"]),
            ("Ondrej Bajgar;Rudolf Kadlec;and Jan Kleindienst", &["Ondrej Bajgar", "Rudolf Kadlec", "Jan Kleindienst"]),
            ("A B and C D and E F", &["A B", "C D", "E F"]),
            ("A B, C D, & E F", &["A B", "C D", "E F"]),
            ("A B; C D, E F; G H", &["A B", "C D", "E F", "G H"]),
            ("Turing, Alan; A B, Jr.", &["Turing, Alan", "A B, Jr."]),
            ("A B (X, Y), C D", &["A B (X, Y)", "C D"]),
            ("", &[]),
        ];
        for (author, expected) in cases {
            assert_eq!(names(author), expected, "{author}");
        }
    }

    #[test]
    fn gives_each_author_an_affiliation_where_the_counts_agree() {
        let affiliations = |author: &str, affiliation: &str| {
            let found = Authors::read(author, Some(affiliation), None);
            let all: Vec<_> = found.authors.into_iter().map(|author| author.affiliation.unwrap_or_default()).collect();
            (all.join("|"), found.is_unmatched)
        };
        assert_eq!(affiliations("A B;C D", "X, Y; Z"), ("X, Y|Z".into(), false));
        assert_eq!(affiliations("A B;C D", "X;"), ("X|".into(), false));
        assert_eq!(affiliations("A B;C D;A B;C D", "X;Z;X;Z"), ("X|Z".into(), false));
        assert_eq!(affiliations("A B;C D;A B;C D", "X;Z"), ("X|Z".into(), false));
        assert_eq!(affiliations("A B;;C D", "X;Y;Z"), ("X|Z".into(), false));
        assert_eq!(affiliations("A B;C D and E F", "X;Y"), ("X|Y|Y".into(), false));
        assert_eq!(affiliations("A B, C D, E F, A B", "X;Y;Z;X"), ("X|Y|Z".into(), false));
        assert_eq!(affiliations("A B;C D", "X"), ("|".into(), true));
        assert_eq!(affiliations("A B, Some University, C D", ""), ("Some University|".into(), false));
    }
}
