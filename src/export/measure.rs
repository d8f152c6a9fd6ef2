//! How much room a text takes on a terminal, counted in columns of one letter each.
//!
//! A grapheme (what a reader calls one character: a letter with its accents, an emoji with its joiners) is never
//! split. East Asian letters and emoji take two columns, combining marks none.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The columns that a text takes.
pub(super) fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.graphemes(true).map(UnicodeWidthStr::width).sum() }
}

/// The longest start of a text that takes no more than so many columns, and the columns it takes. Looks no further
/// into the text than that.
pub(super) fn fit(text: &str, columns: usize) -> (&str, usize) {
    // The byte after the last one counts too: it may belong to a combining mark.
    let looked_at = text.as_bytes().get(..=columns).unwrap_or(text.as_bytes());
    if looked_at.is_ascii() {
        let (start, _) = text.split_at_checked(columns).unwrap_or((text, ""));
        return (start, start.len());
    }
    let mut used = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        let more = grapheme.width();
        if used + more > columns {
            return (text.split_at_checked(at).map_or(text, |(start, _)| start), used);
        }
        used += more;
    }
    (text, used)
}

/// Appends a text that takes no more than so many columns, cut with `…` if need be; returns the columns it takes.
pub(super) fn push_cut(out: &mut String, text: &str, columns: usize) -> usize {
    let (start, used) = fit(text, columns);
    if start.len() == text.len() {
        out.push_str(text);
        return used;
    }
    if columns == 0 {
        return 0;
    }
    let (start, used) = fit(text, columns - 1);
    out.push_str(start);
    out.push('…');
    used + 1
}

/// The text in lines of no more than so many columns, broken at spaces where there are any. A grapheme that is wider
/// than that has a line of its own.
pub(super) fn wrap(text: &str, columns: usize) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest.take()?;
        let (mut line, _) = fit(text, columns);
        if line.len() == text.len() {
            return Some(text);
        }
        if line.is_empty() {
            line = text.graphemes(true).next()?;
        }
        let after = text.strip_prefix(line)?;
        let (line, after) = match after.strip_prefix(' ') {
            Some(after) => (line, after),
            None => line.rsplit_once(' ').filter(|(start, _)| !start.is_empty()).map_or((line, after), |(start, _)| {
                let after = text.split_at_checked(start.len() + 1).map_or("", |(_, after)| after);
                (start, after)
            }),
        };
        rest = Some(after).filter(|after| !after.is_empty());
        Some(line)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_the_columns_of_every_kind_of_text() {
        let table = [
            ("", 0),
            ("plain", 5),
            ("Müller", 6),
            ("Mu\u{308}ller", 6),
            ("e\u{301}\u{323}", 1),
            ("日本語", 6),
            ("한국어", 6),
            ("ｆｕｌｌ", 8),
            ("👩\u{200d}🔬", 2),
            ("👍🏽", 2),
            ("🇩🇪", 2),
            ("❤\u{fe0f}", 2),
            ("שלום", 4),
            ("مرحبا", 5),
            ("β-VAE", 5),
            ("…", 1),
        ];
        for (text, expected) in table {
            assert_eq!(width(text), expected, "{text}");
        }
    }

    #[test]
    fn cuts_between_graphemes_and_says_so() {
        let table = [
            ("plain", 5, "plain", 5),
            ("plain", 4, "pla…", 4),
            ("plain", 1, "…", 1),
            ("plain", 0, "", 0),
            ("日本語", 6, "日本語", 6),
            ("日本語", 5, "日本…", 5),
            ("日本語", 4, "日…", 3),
            ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…", 2),
            ("abe\u{301}", 3, "abe\u{301}", 3),
            ("abc\u{301}", 2, "a…", 2),
            ("a👩\u{200d}🔬b", 3, "a…", 2),
            ("a👩\u{200d}🔬bc", 4, "a👩\u{200d}🔬…", 4),
            ("🇩🇪🇫🇷", 3, "🇩🇪…", 3),
        ];
        for (text, columns, expected, used) in table {
            let mut out = String::new();
            assert_eq!((push_cut(&mut out, text, columns), out.as_str()), (used, expected), "{text} at {columns}");
        }
    }

    #[test]
    fn breaks_lines_at_spaces_and_loses_nothing_else() {
        let table: &[(&str, usize, &[&str])] = &[
            ("", 5, &[""]),
            ("one two three", 20, &["one two three"]),
            ("one two three", 7, &["one two", "three"]),
            ("one two three", 6, &["one", "two", "three"]),
            ("abcdefghij", 4, &["abcd", "efgh", "ij"]),
            ("ab cdefghij", 4, &["ab", "cdef", "ghij"]),
            (" abcdefgh", 4, &[" abc", "defg", "h"]),
            ("日本語", 4, &["日本", "語"]),
            ("日本語", 1, &["日", "本", "語"]),
            ("abc ", 3, &["abc"]),
        ];
        for (text, columns, expected) in table {
            assert_eq!(wrap(text, *columns).collect::<Vec<_>>(), *expected, "{text:?} at {columns}");
        }
    }
}
