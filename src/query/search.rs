//! Full-text search: from what a person types to what FTS5 reads.

use crate::error::{Error, Result};

/// The FTS5 expression for plain words: all of them have to be in the paper, in any field.
///
/// Each word is quoted, so that no mark in it means anything: `C++`, `AND` and `title:` are words. A word that ends in
/// `*` finds what starts with it, and a phrase in double quotes stays together. What holds no letter and no digit is
/// left out.
///
/// ```
/// use plenary::query::search_expression;
///
/// assert_eq!(search_expression("GAN & diffus* \"latent space\"")?, "\"GAN\" \"diffus\" * \"latent space\"");
/// # Ok::<(), plenary::error::Error>(())
/// ```
///
/// # Errors
/// [`Error::Usage`] when no word is left.
pub fn search_expression(terms: &str) -> Result<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut rest = terms.trim_start();
    while !rest.is_empty() {
        let (term, is_prefix, after) = next_term(rest);
        if term.chars().any(char::is_alphanumeric) {
            let star = if is_prefix { " *" } else { "" };
            // FTS5 stops reading at a NUL, quoted or not.
            parts.push(format!("\"{}\"{star}", term.replace('"', "\"\"").replace('\0', " ")));
        }
        rest = after.trim_start();
    }
    if parts.is_empty() {
        return Err(Error::usage(
            "there is no word to search for",
            "give words with letters or digits, such as `plenary search diffusion models`",
        ));
    }
    Ok(parts.join(" "))
}

/// The first word or quoted phrase, whether a `*` ends it, and what follows. A quote that is never closed is a mark
/// like any other.
fn next_term(rest: &str) -> (&str, bool, &str) {
    if let Some((phrase, after)) = rest.strip_prefix('"').and_then(|inside| inside.split_once('"')) {
        let starred = after.strip_prefix('*');
        return (phrase, starred.is_some(), starred.unwrap_or(after));
    }
    let (word, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let bare = word.trim_end_matches('*');
    (bare, bare.len() < word.len(), after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_every_word() {
        let cases = [
            ("graph", "\"graph\""),
            ("  two   words ", "\"two\" \"words\""),
            ("C++ - & *", "\"C++\""),
            ("title:x AND NOT", "\"title:x\" \"AND\" \"NOT\""),
            ("pre* pre** \"a phrase\"* end", "\"pre\" * \"pre\" * \"a phrase\" * \"end\""),
            ("5\" disk", "\"5\"\"\" \"disk\""),
            ("\"open phrase", "\"\"\"open\" \"phrase\""),
            ("\"\" x", "\"x\""),
            ("Germán 北京", "\"Germán\" \"北京\""),
            ("(a OR b)", "\"(a\" \"OR\" \"b)\""),
            ("a\0b", "\"a b\""),
        ];
        for (terms, expected) in cases {
            assert_eq!(search_expression(terms).unwrap(), expected, "{terms}");
        }
    }

    #[test]
    fn refuses_a_search_for_nothing() {
        for terms in ["", "  ", "& - *", "\"\"", "…"] {
            assert!(matches!(search_expression(terms), Err(Error::Usage { .. })), "{terms}");
        }
    }
}
