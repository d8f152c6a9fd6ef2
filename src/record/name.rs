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
///
/// let divided = PersonName::divided(Some("Mihaela"), "van der Schaar");
/// assert_eq!((divided.as_str(), divided.family()), ("Mihaela van der Schaar", Some("van der Schaar")));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct PersonName {
    literal: String,
    family: Option<String>,
    given: Option<String>,
    identity: Option<String>,
}

impl PersonName {
    /// A name that the source gives undivided. It is kept to the letter.
    pub fn literal(name: impl Into<String>) -> Self {
        Self { literal: name.into(), family: None, given: None, identity: None }
    }

    /// A name that the source gives in two parts; `given` is `None` when there is only one. Particles (`van der`) stand
    /// in the family name, and a suffix (`Jr.`) ends it.
    pub fn divided(given: Option<&str>, family: impl Into<String>) -> Self {
        let family = family.into();
        let literal = match given {
            Some(given) => format!("{given} {family}"),
            None => family.clone(),
        };
        Self { literal, family: Some(family), given: given.map(str::to_owned), identity: None }
    }

    /// The same name of a person whom the source tells from namesakes by `identity`, such as `dblp:wei wang 0001`.
    #[must_use]
    pub fn with_identity(self, identity: impl Into<String>) -> Self {
        Self { identity: Some(identity.into()), ..self }
    }

    /// The name as printed.
    pub fn as_str(&self) -> &str {
        &self.literal
    }

    /// The family name with its particles; `None` when the source gives the name undivided.
    pub fn family(&self) -> Option<&str> {
        self.family.as_deref()
    }

    /// The given names; `None` when the source gives the name undivided, or none.
    pub fn given(&self) -> Option<&str> {
        self.given.as_deref()
    }

    /// What the source tells this person from namesakes by; `None` when it does not.
    pub fn identity(&self) -> Option<&str> {
        self.identity.as_deref()
    }

    /// The same name of the same person, without its parts.
    #[must_use]
    pub fn undivided(&self) -> Self {
        Self { family: None, given: None, ..self.clone() }
    }

    /// What the person is looked up by: the identity that the source gives, or else the folded name ([`name_key`]).
    pub fn key(&self) -> String {
        self.identity.clone().unwrap_or_else(|| name_key(&self.literal))
    }
}

/// A name in a fixture: a text where there is nothing but the printed name.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Undivided(String),
    Divided {
        name: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        family: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        given: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        identity: Option<String>,
    },
}

impl From<Written> for PersonName {
    fn from(written: Written) -> Self {
        match written {
            Written::Undivided(literal) => Self::literal(literal),
            Written::Divided { name, family, given, identity } => Self { literal: name, family, given, identity },
        }
    }
}

impl From<PersonName> for Written {
    fn from(name: PersonName) -> Self {
        match name {
            PersonName { literal, family: None, given: None, identity: None } => Written::Undivided(literal),
            PersonName { literal, family, given, identity } => {
                Written::Divided { name: literal, family, given, identity }
            }
        }
    }
}

/// The folded name: NFKC, case folded, runs of white space and of dashes made one, marks that cannot be seen dropped.
/// Accents stay: `Germán` and `German` are two people until someone says otherwise.
///
/// ```
/// assert_eq!(plenary::record::name_key(" Yu\u{2010}Kun\u{a0} LAI\u{200b}"), "yu-kun lai");
/// ```
pub fn name_key(name: &str) -> String {
    if is_folded_by_case_alone(name) {
        return name.to_ascii_lowercase();
    }
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

/// Whether a name is of ASCII letters with single spaces, full stops and hyphens between them, as nine of ten are.
fn is_folded_by_case_alone(name: &str) -> bool {
    let mut before = b' ';
    for byte in name.bytes() {
        let is_plain = byte.is_ascii_graphic() || byte == b' ';
        if !is_plain || (matches!(byte, b' ' | b'-') && byte == before) {
            return false;
        }
        before = byte;
    }
    before != b' '
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
            ("A -- B", "a - b", true),
        ];
        for (one, other, same) in cases {
            assert_eq!(name_key(one) == name_key(other), same, "{one} / {other}");
        }
    }
}
