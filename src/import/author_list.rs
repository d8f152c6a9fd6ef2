//! Authors in one string, and their affiliations in another.

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

impl Authors {
    /// Reads `author`, with the affiliations and ORCID iDs where there is one for each author.
    pub fn read(author: &str, affiliations: Option<&str>, orcids: Option<&str>) -> Self {
        let has_semicolons = author.contains(';');
        let mut found = Self::default();
        let mut names = if has_semicolons { slots(author) } else { between_commas(author) };
        let slots_of_names = names.len();
        names.retain(|name| !name.is_empty());
        found.is_doubled = is_twice(&names);
        if found.is_doubled {
            names.truncate(names.len() / 2);
        } else if !has_semicolons && names.len() > 2 && names.first() == names.last() {
            found.is_repeated = true;
            names.pop();
        }
        for name in names.iter().flat_map(|name| joined(name)) {
            match found.authors.last_mut() {
                // Between semicolons the file itself says what is one author.
                Some(author) if !has_semicolons && is_institution(name) => {
                    author.affiliation.get_or_insert_with(|| name.to_owned());
                    found.institutions += 1;
                }
                _ => found.authors.push(PersonName::literal(name).into()),
            }
        }
        found.add_affiliations(affiliations.unwrap_or_default(), slots_of_names);
        found.add_orcids(orcids.unwrap_or_default(), slots_of_names);
        found
    }

    fn add_affiliations(&mut self, affiliations: &str, slots_of_names: usize) {
        let affiliations = slots(affiliations);
        if affiliations.iter().all(String::is_empty) {
            return;
        }
        if !self.is_aligned(affiliations.len(), slots_of_names) {
            self.is_unmatched = true;
            return;
        }
        for (author, affiliation) in self.authors.iter_mut().zip(affiliations) {
            author.affiliation = Some(affiliation).filter(|affiliation| !affiliation.is_empty());
        }
    }

    fn add_orcids(&mut self, orcids: &str, slots_of_names: usize) {
        let orcids = slots(orcids);
        if !self.is_aligned(orcids.len(), slots_of_names) {
            return;
        }
        for (author, orcid) in self.authors.iter_mut().zip(&orcids) {
            // One that stands twice in a list is wrong in one place or the other.
            let is_alone = orcids.iter().filter(|other| *other == orcid).count() == 1;
            author.orcid = crate::record::bare_orcid(orcid).filter(|_| is_alone);
        }
    }

    /// Whether a list of so many slots has one for each author, counted as the row counts them or once for all.
    fn is_aligned(&self, slots: usize, slots_of_names: usize) -> bool {
        slots == self.authors.len() || (self.is_doubled && slots == slots_of_names && slots == 2 * self.authors.len())
    }
}

fn slots(list: &str) -> Vec<String> {
    list.split(';').map(one_line).collect()
}

/// The names between commas; a suffix (`Jr.`) belongs to the name before it.
pub fn between_commas(list: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for part in list.split(',').map(one_line) {
        let part = part.strip_prefix("and ").map_or(part.clone(), str::to_owned);
        match names.last_mut() {
            Some(name) if SUFFIXES.contains(&part.as_str()) => {
                name.push_str(", ");
                name.push_str(&part);
            }
            _ => names.push(part),
        }
    }
    names
}

/// Whether the second half of a list is the first one again.
fn is_twice(names: &[String]) -> bool {
    let (first, second) = names.split_at(names.len() / 2);
    !first.is_empty() && first == second
}

/// The names in "Takehisa Nishida & Kazuo Muto": two where both have two words or more.
pub fn joined(name: &str) -> Vec<&str> {
    let is_name = |text: &str| text.split(' ').count() > 1;
    for between in [" & ", " and "] {
        let halves = name.split_once(between).filter(|(one, other)| is_name(one) && is_name(other));
        if let Some((one, other)) = halves.filter(|_| !is_institution(name)) {
            return vec![one, other];
        }
    }
    vec![name]
}

fn is_institution(name: &str) -> bool {
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
        let cases: [(&str, &[&str]); 10] = [
            ("Ada Lovelace;Alan Turing", &["Ada Lovelace", "Alan Turing"]),
            (" Ada Lovelace;  Alan Turing;", &["Ada Lovelace", "Alan Turing"]),
            ("Ada Lovelace, Alan Turing", &["Ada Lovelace", "Alan Turing"]),
            ("Ada Lovelace, Alan Turing, Jr., Grace Hopper", &["Ada Lovelace", "Alan Turing, Jr.", "Grace Hopper"]),
            ("Ada Lovelace; Alan Turing; Ada Lovelace; Alan Turing", &["Ada Lovelace", "Alan Turing"]),
            ("Ada Lovelace, Alan Turing, Ada Lovelace", &["Ada Lovelace", "Alan Turing"]),
            ("Ada Lovelace; Alan Turing; Ada Lovelace", &["Ada Lovelace", "Alan Turing", "Ada Lovelace"]),
            ("Bowen Zhou and Mingbo Ma", &["Bowen Zhou", "Mingbo Ma"]),
            ("Evangelos and Zervas;Mausam", &["Evangelos and Zervas", "Mausam"]),
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
        assert_eq!(affiliations("A B;C D", "X"), ("|".into(), true));
        assert_eq!(affiliations("A B, Some University, C D", ""), ("Some University|".into(), false));
    }
}
