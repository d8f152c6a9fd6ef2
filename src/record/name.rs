//! People's names, as printed and as looked up.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// A person's name as a source prints it.
///
/// ```
/// use plenary::record::PersonName;
///
/// let printed = PersonName::literal("samuel cohen");
/// assert_eq!(printed.key(), PersonName::literal("Samuel\u{a0}Cohen").key());
/// assert_ne!(PersonName::literal("Germán").key(), PersonName::literal("German").key());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonName {
    literal: String,
}

impl PersonName {
    /// A name that the source gives undivided. It is kept to the letter.
    pub fn literal(name: impl Into<String>) -> Self {
        Self { literal: name.into() }
    }

    /// The name as printed.
    pub fn as_str(&self) -> &str {
        &self.literal
    }

    /// What the person is looked up by; see [`name_key`].
    pub fn key(&self) -> String {
        name_key(&self.literal)
    }
}

/// The folded name: NFKC, case folded, runs of white space and of dashes made one, marks that cannot be seen dropped.
/// Accents stay: `Germán` and `German` are two people until someone says otherwise.
///
/// ```
/// assert_eq!(plenary::record::name_key(" Yu\u{2010}Kun\u{a0} LAI\u{200b}"), "yu-kun lai");
/// ```
pub fn name_key(name: &str) -> String {
    // NFKC once more after folding: folding may leave a text that is no longer normal (Unicode 3.13, D145).
    let folded: String = caseless::default_case_fold_str(&name.nfkc().collect::<String>());
    let mut key = String::with_capacity(folded.len());
    for character in folded.nfkc() {
        let plain = match character {
            // Zero-width space, joiners, word joiner, byte-order mark, soft hyphen.
            '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => continue,
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => '-',
            character if character.is_whitespace() => ' ',
            character => character,
        };
        let is_repeated = matches!(plain, ' ' | '-') && key.ends_with(plain);
        let is_leading = plain == ' ' && key.is_empty();
        if !is_repeated && !is_leading {
            key.push(plain);
        }
    }
    key.truncate(key.trim_end().len());
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_what_differs_only_in_case_spaces_and_dashes() {
        let cases = [
            ("samuel cohen", "Samuel Cohen", true),
            ("MINMIN CHEN", "Minmin Chen", true),
            ("Yu-Kun Lai", "Yu\u{2011}Kun Lai", true),
            ("Paul\u{a0}Swoboda", "Paul  Swoboda", true),
            ("Silvia Sella\u{301}n", "Silvia Sellán", true),
            ("Weiß", "WEISS", true),
            ("Pengfei Ren\u{200b}", "Pengfei Ren", true),
            ("Germán Kruszewski", "German Kruszewski", false),
            ("Yue Li", "Yue Ming Li", false),
            ("Wei Wang 0001", "Wei Wang 0002", false),
            ("Işık", "Isik", false),
        ];
        for (one, other, same) in cases {
            assert_eq!(name_key(one) == name_key(other), same, "{one} / {other}");
        }
    }
}
