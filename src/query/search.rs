//! Full-text search in plain words.

use crate::error::{Error, Result};

/// The statement: takes `:terms`, an FTS5 expression, and `:limit`, a number of papers (-1 is all).
pub const SEARCH: &str = include_str!("../../sql/search.sql");

/// The FTS5 expression that finds papers with all of these words, whatever characters they hold. `"two words"` in
/// double quotes stand together, `word*` is the start of a word; words without a letter or digit are passed over.
///
/// ```
/// use plenary::query::search_expression;
///
/// assert_eq!(search_expression("graph U-Nets")?, r#""graph" "U-Nets""#);
/// assert_eq!(search_expression(r#""deep sets" NOT atten*"#)?, r#""deep sets" "NOT" "atten"*"#);
/// # Ok::<(), plenary::error::Error>(())
/// ```
///
/// # Errors
/// [`Error::Usage`] when nothing is left to search for.
pub fn search_expression(words: &str) -> Result<String> {
    let mut terms = Vec::new();
    // Every second part between double quotes is a phrase.
    for (index, part) in words.split('"').enumerate() {
        let pieces: Vec<&str> = if index % 2 == 1 { vec![part.trim()] } else { part.split_whitespace().collect() };
        for piece in pieces {
            let (word, star) = piece.strip_suffix('*').map_or((piece, ""), |word| (word, "*"));
            if word.chars().any(char::is_alphanumeric) {
                terms.push(format!("\"{}\"{star}", word.replace('\0', " ")));
            }
        }
    }
    if terms.is_empty() {
        return Err(Error::usage("there is no word to search for", "give a word of a title, an abstract or a name"));
    }
    Ok(terms.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makes_any_words_safe() {
        let cases = [
            ("wei zhu", Some(r#""wei" "zhu""#)),
            ("C++ & (GANs) OR -x", Some(r#""C++" "(GANs)" "OR" "-x""#)),
            ("title:graph^2", Some(r#""title:graph^2""#)),
            ("\"half open", Some(r#""half open""#)),
            ("don't", Some(r#""don't""#)),
            ("江 常皓", Some(r#""江" "常皓""#)),
            ("& - *", None),
            ("\"\"", None),
            ("", None),
        ];
        for (words, expected) in cases {
            assert_eq!(search_expression(words).ok().as_deref(), expected, "{words}");
        }
    }
}
