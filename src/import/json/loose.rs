//! Texts that a file may write as something else.

use std::ops::{Deref, DerefMut};

use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A text, or what can be taken for one: a number, or the texts of a list joined by `;`. `None` for everything else, so that
/// one odd value does not cost its record.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Loose(Option<String>);

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match Value::deserialize(deserializer)? {
            Value::String(text) => Some(text),
            Value::Number(number) => Some(number.to_string()),
            Value::Array(values) => {
                let texts = values.iter().filter_map(Value::as_str).collect::<Vec<_>>();
                Some(texts.join(";")).filter(|joined| !joined.is_empty())
            }
            _ => None,
        }))
    }
}

impl Deref for Loose {
    type Target = Option<String>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Loose {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_for_a_text_what_can_be_one() {
        let cases = [
            ("\"a\"", Some("a")),
            ("12", Some("12")),
            ("[\"a\", \"b\", 1]", Some("a;b")),
            ("[]", None),
            ("null", None),
            ("true", None),
            ("{\"a\": \"b\"}", None),
        ];
        for (json, expected) in cases {
            let found: Loose = serde_json::from_str(json).unwrap();
            assert_eq!(found.as_deref(), expected, "{json}");
        }
    }
}
