//! Whether a line reads like the authors of a paper, and who they are.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::line::trim;
use crate::record::{AuthorRecord, PersonName};

/// The dots that separate authors: U+00B7 on most pages, U+22C5 on some, and their look-alikes.
const DOTS: [char; 6] = ['·', '⋅', '•', '∙', '‧', '・'];

/// Words that stand in titles at least twelve times as often as in names, counted over 55,000 titles of machine
/// learning, vision, language and robotics conferences.
pub static TITLE_WORDS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("title_words.txt").lines().collect());

/// Parts of names that are written small.
const PARTICLES: [&str; 37] = [
    "al", "ap", "ben", "bin", "bint", "da", "dal", "das", "de", "degli", "dei", "del", "della", "den", "der", "di",
    "do", "dos", "du", "e", "el", "ibn", "la", "le", "lo", "san", "st", "ten", "ter", "van", "vander", "ver", "vom",
    "von", "y", "zu", "zur",
];

/// The parts of a line between separating dots, trimmed; one part when there is none. A dot separates when white space
/// of any kind stands on at least one of its sides: the one in "Gal·la" belongs to the name.
pub fn split(line: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (index, dot) in line.match_indices(DOTS) {
        let end = index + dot.len();
        let before = line.get(..index).and_then(|text| text.chars().next_back());
        let after = line.get(end..).and_then(|text| text.chars().next());
        if [before, after].iter().any(|side| side.is_none_or(|mark| mark.is_whitespace() || mark == '\u{200b}')) {
            parts.push(name_of(line.get(start..index).unwrap_or_default()));
            start = end;
        }
    }
    parts.push(name_of(line.get(start..).unwrap_or_default()));
    parts.retain(|part| !part.is_empty());
    parts
}

/// The name without the `»` that some pages print as a button behind it.
fn name_of(part: &str) -> &str {
    trim(trim(part).trim_end_matches('»'))
}

/// The authors of a line. "Name (Institution)" gives an affiliation where every author of the line has one: the
/// brackets in "Mufan (Bill) Li" belong to the name.
pub fn authors(line: &str) -> Vec<AuthorRecord> {
    let parts = split(line);
    let divided: Vec<_> = parts.iter().filter_map(|part| split_affiliation(part)).collect();
    if divided.len() == parts.len() {
        return divided
            .into_iter()
            .map(|(name, affiliation)| AuthorRecord {
                name: PersonName::literal(name),
                affiliation: Some(affiliation.to_owned()),
                orcid: None,
            })
            .collect();
    }
    parts.into_iter().map(|name| AuthorRecord::from(PersonName::literal(name))).collect()
}

/// "Yann LeCun (New York University)" to the name and the institution; `None` for anything else.
pub fn split_affiliation(part: &str) -> Option<(&str, &str)> {
    let inner = part.strip_suffix(')')?;
    // The bracket that opens the last group: institutions hold brackets of their own.
    let mut depth = 1;
    let open = inner.char_indices().rev().find_map(|(index, mark)| {
        depth += i32::from(mark == ')') - i32::from(mark == '(');
        (depth == 0).then_some(index)
    })?;
    let (name, affiliation) = (trim(inner.get(..open)?), trim(inner.get(open + 1..)?));
    let is_institution = affiliation.chars().filter(|mark| mark.is_alphabetic()).count() >= 2;
    (is_institution && name_likeness(name) > 0).then_some((name, affiliation))
}

/// How much a text without separators reads like the name of one person: above 0 rather yes, below 0 rather no, from
/// -12 to 6.
pub fn name_likeness(text: &str) -> i32 {
    // "Samuel L. Smith and Quoc V. Le" is a list that nobody has split.
    for joint in [" and ", " & "] {
        match text.matches(joint).take(12).count() {
            0 => {}
            12 => return -12,
            joints => {
                let least = text.split(joint).map(name_likeness).min().unwrap_or(-12);
                return (least - i32::try_from(joints).unwrap_or(12)).max(-12);
            }
        }
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    if text.chars().count() > 60 || words.is_empty() {
        return -12;
    }
    // Initials and particles do not make a name long.
    let full = words.iter().filter(|word| !is_initial(word) && !is_particle(word)).count();
    let mut score = match (full, words.len()) {
        (0 | 1, 1) => -1,
        (0 | 1, _) | (3, _) => 5,
        (2, _) => 6,
        (4, _) => 3,
        (5, _) => 1,
        (6, _) => -1,
        _ => -6,
    };
    if text.contains([':', '?', '!', ';', '"', '“', '$', '\\', '/', '+', '@', '=']) || text.contains(" - ") {
        score -= 6;
    }
    if text.chars().any(|mark| mark.is_ascii_digit()) {
        score -= 5;
    }
    if text.ends_with('.') && words.last().is_some_and(|word| word.chars().count() > 3) {
        score -= 4;
    }
    let is_lower = text.chars().all(|mark| !mark.is_uppercase());
    if is_lower {
        score -= 2;
    }
    for word in &words {
        score -= cost_of(word, is_lower);
    }
    score.max(-12)
}

/// "J." or "J", or several as in "J.-P.".
fn is_initial(word: &str) -> bool {
    word.split(['.', '-']).all(|part| part.chars().count() <= 1)
}

fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word.to_lowercase().as_str())
}

/// What one word takes from the likeness to a name.
fn cost_of(word: &str, is_all_lower: bool) -> i32 {
    let letters: String = word.chars().filter(|mark| mark.is_alphabetic() || *mark == '-').collect();
    let lower = letters.to_lowercase();
    if is_particle(word) || is_initial(word) {
        return 0;
    }
    let starts_small = letters.chars().next().is_none_or(char::is_lowercase);
    let mut cost = 0;
    if starts_small && !is_all_lower && !letters.contains(char::is_uppercase) {
        cost += 4;
    }
    // "Vision-Language" counts by its parts; so does "Yu-Kun", whose parts are no title words.
    if lower.split('-').any(|part| TITLE_WORDS.contains(part)) {
        cost += 6;
    } else if is_technical(&lower) {
        cost += 4;
    }
    // "GANs", "StyleGAN", "BERT" among other words; "McGrew" and "BO DONG" are names.
    let capitals = letters.chars().skip(1).filter(|mark| mark.is_uppercase()).count();
    if capitals >= 2 && letters.chars().any(char::is_lowercase) && !letters.contains('-') {
        cost += 3;
    }
    cost
}

/// Endings that names hardly have and titles often: "quantization", "smoothness", "kernelized".
fn is_technical(word: &str) -> bool {
    const ENDINGS: [&str; 17] = [
        "tion", "tions", "sion", "ization", "ness", "ment", "ments", "ivity", "ability", "istic", "ized", "izing",
        "ology", "ational", "ically", "works", "wise",
    ];
    word.len() >= 7 && ENDINGS.iter().any(|ending| word.ends_with(ending)) || word.len() >= 8 && word.ends_with("ing")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_at_dots_with_any_space_around_them() {
        let cases: [(&str, &[&str]); 8] = [
            ("A B · C D", &["A B", "C D"]),
            ("A B\u{a0}· C D", &["A B", "C D"]),
            ("A B\u{2002}⋅\u{2009}C D", &["A B", "C D"]),
            ("A B • C D •", &["A B", "C D"]),
            ("A B »  · C D »", &["A B", "C D"]),
            ("Gal·la Puig · C D", &["Gal·la Puig", "C D"]),
            ("Mausam", &["Mausam"]),
            ("A B· C D", &["A B", "C D"]),
        ];
        for (line, expected) in cases {
            assert_eq!(split(line), expected, "{line}");
        }
    }

    #[test]
    fn tells_names_from_titles() {
        let names = [
            "Elvis Dohmatob",
            "Ilya Feige",
            "Saeed Mahloujifar",
            "Eustasio Del Barrio",
            "Måns Magnusson",
            "man zhou",
            "MINMIN CHEN",
            "Hao OUYANG",
            "Xiang (Lorraine) Li",
            "Breno W. S. R. de Carvalho",
            "Ricky T. Q. Chen",
            "Yu-Kun Lai",
            "Bob McGrew",
            "Aaron van den Oord",
            "Wojciech Czarnecki",
            "Martin J. Wainwright",
            "Samuel L. Smith and Quoc V. Le",
        ];
        let others = [
            "Area Attention",
            "Sets and Graphs",
            "Graph U-Nets",
            "Structure-preserving GANs",
            "Stochastic Deep Networks",
            "Power k-Means Clustering",
            "SAGA with Arbitrary Sampling",
            "Neural Processes",
            "Learning to Learn",
            "Attention Is All You Need",
            "Deep Sets",
            "One widely-studied model of",
            "We study stochastic gradient descent",
            "???",
            "It reads and writes and sorts and counts and waits",
            "DBSCAN++",
        ];
        for name in names {
            assert!(name_likeness(name) > 0, "{name}: {}", name_likeness(name));
        }
        // A list is taken apart once, however long it is.
        assert_eq!(name_likeness(&"Ana Ruiz and ".repeat(100_000)), -12);
        for other in others {
            assert!(name_likeness(other) <= 0, "{other}: {}", name_likeness(other));
        }
    }

    #[test]
    fn takes_an_institution_from_brackets_only_where_all_have_one() {
        let with = authors("Yann LeCun (New York University) · Ana Ruiz (University of Cambridge / Invenia Labs)");
        assert_eq!(with[1].name.as_str(), "Ana Ruiz");
        assert_eq!(with[1].affiliation.as_deref(), Some("University of Cambridge / Invenia Labs"));
        let without = authors("Mufan (Bill) Li · Ze Liu(†)");
        assert_eq!(without[1].name.as_str(), "Ze Liu(†)");
        assert_eq!(without[1].affiliation, None);
    }
}
