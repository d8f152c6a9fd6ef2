//! What the user may have meant.

use strsim::damerau_levenshtein;

/// The candidate that looks most like the word, when one is close enough to be worth naming. The first of equals.
pub(super) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let length = word.chars().count();
    candidates
        .into_iter()
        .map(|candidate| (damerau_levenshtein(&word, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance * 3 <= length.max(candidate.chars().count()).max(3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_only_what_is_close() {
        let tables = ["authors", "authorships", "papers", "sessions"];
        for (word, expected) in [
            ("autors", Some("authors")),
            ("paper", Some("papers")),
            ("PAPRES", Some("papers")),
            ("sesions", Some("sessions")),
            ("rooms", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, tables), expected, "{word}");
        }
    }
}
