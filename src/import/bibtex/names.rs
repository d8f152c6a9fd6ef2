//! Lists of names as BibTeX writes them.

use crate::import::tex::decode_name;
use crate::record::PersonName;

/// A list of names, read.
#[derive(Debug, Default)]
pub struct Names {
    /// In order.
    pub names: Vec<PersonName>,
    /// Whether it ends in `and others`.
    pub is_open: bool,
    /// Whether commas stand where `and` should.
    pub has_commas_for_and: bool,
}

/// The names of a list.
pub fn parse_list(list: &str) -> Names {
    let mut parts: Vec<&str> = split(list, |before, rest| {
        let is_and = rest.get(..3).is_some_and(|word| word.eq_ignore_ascii_case("and"));
        let ends = rest.get(3..).is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace));
        (is_and && ends && (before.is_empty() || before.ends_with(char::is_whitespace))).then_some(3)
    });
    parts.retain(|name| !name.trim().is_empty());
    let mut found = Names::default();
    let is_rest = |name: &&str| ["others", "et al.", "et al"].iter().any(|rest| name.trim().eq_ignore_ascii_case(rest));
    if parts.last().is_some_and(is_rest) {
        found.is_open = true;
        parts.pop();
    }
    for part in parts {
        match between_commas(part) {
            Some(names) => {
                found.has_commas_for_and = true;
                found.names.extend(names);
            }
            None => found.names.extend(parse(part)),
        }
    }
    found
}

/// The names in "Kimin Lee, Jaehyung Kim, Song Chong", a list that was never divided (zhao2018language of ICLR 2018): of more parts
/// than a name has, or with words in the middle that are no suffix. Where a part is one word nobody knows what it is.
fn between_commas(name: &str) -> Option<Vec<PersonName>> {
    let parts = split(name, |_, rest| rest.starts_with(',').then_some(1));
    let plain: Vec<String> = parts.iter().map(|part| decode_name(part)).filter(|part| !part.is_empty()).collect();
    let is_full = |part: &String| part.contains(' ') && !part.contains('=');
    (plain.len() > 2 && plain.iter().all(is_full)).then(|| plain.into_iter().map(PersonName::literal).collect())
}

/// "van der Schaar, Mihaela", "Laverghetta, Jr., Antonio" or "Mihaela van der Schaar". The parts are told apart by commas,
/// or by a particle in lower case; in `{braces}` a name is one word. `None` when nothing is left of it.
pub fn parse(name: &str) -> Option<PersonName> {
    let parts = split(name, |_, rest| rest.starts_with(',').then_some(1));
    let plain: Vec<String> = parts.iter().map(|part| decode_name(part)).collect();
    let divided = |given: &str, family: String| match (given.is_empty(), family.is_empty()) {
        (_, true) if given.is_empty() => None,
        (_, true) => Some(PersonName::literal(given)),
        (true, _) => Some(PersonName::divided(None, family)),
        _ => Some(PersonName::divided(Some(given), family)),
    };
    if plain.iter().any(|part| part.starts_with("family=")) {
        let part = |key: &str| plain.iter().find_map(|part| part.strip_prefix(key)).map(str::trim).unwrap_or_default();
        let family = [part("prefix="), part("family="), part("suffix=")].join(" ");
        return divided(part("given="), crate::record::one_line(&family));
    }
    match plain.as_slice() {
        [only] => undivided(name.trim(), only),
        [family, given] => divided(given, family.clone()),
        // A suffix that stands in the middle, as BibTeX has it.
        [family, suffix, given] => divided(given, crate::record::one_line(&format!("{family} {suffix}"))),
        // More commas than BibTeX knows: nobody can say what is what.
        [_, _, _, _, ..] => Some(PersonName::literal(plain.join(", "))),
        [] => None,
    }
}

/// "Mihaela van der Schaar": a particle starts the family name. Without one the source does not say where it starts.
fn undivided(name: &str, plain: &str) -> Option<PersonName> {
    if plain.is_empty() {
        return None;
    }
    let words: Vec<&str> = plain.split(' ').collect();
    let is_particle = |word: &&str| word.chars().next().is_some_and(char::is_lowercase);
    let particle = words.iter().position(is_particle);
    let ends_in_family = words.last().is_some_and(|word| !is_particle(word));
    match particle.filter(|at| *at > 0 && ends_in_family && !name.starts_with('{')) {
        Some(at) => {
            let (given, family) = words.split_at_checked(at)?;
            Some(PersonName::divided(Some(&given.join(" ")), family.join(" ")))
        }
        None => Some(PersonName::literal(plain)),
    }
}

/// The parts of a text between separators outside of all braces; `separator` says how long one is that starts here.
fn split(text: &str, separator: impl Fn(&str, &str) -> Option<usize>) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start, mut skip_to) = (0_usize, 0, 0);
    for (at, mark) in text.char_indices().filter(|(_, mark)| !mark.is_control() || mark.is_whitespace()) {
        match mark {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ if depth > 0 || at < skip_to => {}
            _ => {
                let (before, rest) = (text.get(..at).unwrap_or_default(), text.get(at..).unwrap_or_default());
                if let Some(length) = separator(before, rest) {
                    parts.push(text.get(start..at).unwrap_or_default());
                    start = at + length;
                    skip_to = start;
                }
            }
        }
    }
    parts.push(text.get(start..).unwrap_or_default());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn divides_names_as_bibtex_does() {
        let cases = [
            ("Mao, Jingkai", "Jingkai Mao", Some("Mao")),
            ("van der Schaar, Mihaela", "Mihaela van der Schaar", Some("van der Schaar")),
            ("Mihaela van der Schaar", "Mihaela van der Schaar", Some("van der Schaar")),
            ("Laverghetta, Jr., Antonio", "Antonio Laverghetta Jr.", Some("Laverghetta Jr.")),
            ("Debasmita Ghose", "Debasmita Ghose", None),
            ("xiaofei wu", "xiaofei wu", None),
            ("Mausam", "Mausam", None),
            ("Mausam,", "Mausam", Some("Mausam")),
            ("{Allen Institute for AI}", "Allen Institute for AI", None),
            (r#"Rockt{\"a}schel, Tim"#, "Tim Rocktäschel", Some("Rocktäschel")),
            ("given=Mihaela, prefix=van der, family=Schaar", "Mihaela van der Schaar", Some("van der Schaar")),
        ];
        for (name, literal, family) in cases {
            let found = parse(name);
            assert_eq!(found.as_ref().map(PersonName::as_str), Some(literal), "{name}");
            assert_eq!(found.as_ref().and_then(PersonName::family), family, "{name}");
        }
        assert_eq!(parse("{}"), None);
    }

    #[test]
    fn divides_lists_outside_of_braces() {
        let names = |list: &str| {
            let found = parse_list(list);
            (found.names.iter().map(PersonName::as_str).collect::<Vec<_>>().join("|"), found.is_open)
        };
        assert_eq!(names("Goldman, Omer  and\n      Guriel, David"), ("Omer Goldman|David Guriel".into(), false));
        assert_eq!(names("A B AND {Simon and Schuster} and others"), ("A B|Simon and Schuster".into(), true));
        assert_eq!(names("A B and C D and et al."), ("A B|C D".into(), true));
        assert_eq!(
            names("Kimin Lee, Jaehyung Kim, Song Chong and E F"),
            ("Kimin Lee|Jaehyung Kim|Song Chong|E F".into(), false)
        );
        assert_eq!(names("de Freitas Silva, Jr., Nando Maria"), ("Nando Maria de Freitas Silva Jr.".into(), false));
        assert_eq!(names("Anderson, Andy and and Sand, R"), ("Andy Anderson|R Sand".into(), false));
        assert_eq!(names(""), (String::new(), false));
    }
}
