//! Text that a terminal shows as it is, and steers nothing.

use std::borrow::Cow;
use std::fmt::Write;

/// Whether this character steers the terminal, turns the text around, or takes no room at all and so lets two
/// different texts look the same: the control characters, those of bidirectional text, the line and paragraph
/// separators, the soft hyphen, zero-width spaces and the tags.
pub(super) fn is_hidden(ch: char) -> bool {
    ch.is_control()
        || matches!(ch,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The text with each hidden character as `\u{…}` and each byte that is no UTF-8 as `\x…`.
///
/// The joiners U+200C and U+200D stay where they join: emoji and the scripts of Persia and India are spelt with them.
/// After a Latin letter or at the start of the text they join nothing, and are shown.
pub(super) fn visible(text: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = str::from_utf8(text)
        && (text.bytes().all(|byte| matches!(byte, b' '..=b'~')) || !needs_showing(text))
    {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for chunk in text.utf8_chunks() {
        let mut before = None;
        for ch in chunk.valid().chars() {
            match is_shown_by_number(before, ch) {
                true => write!(out, "{}", ch.escape_unicode()),
                false => out.write_char(ch),
            }
            .expect("memory takes every byte");
            before = Some(ch);
        }
        for byte in chunk.invalid() {
            write!(out, "\\x{byte:02x}").expect("memory takes every byte");
        }
    }
    Cow::Owned(out)
}

fn needs_showing(text: &str) -> bool {
    let mut before = None;
    text.chars().any(|ch| is_shown_by_number(before.replace(ch), ch))
}

fn is_shown_by_number(before: Option<char>, ch: char) -> bool {
    is_hidden(ch) || (matches!(ch, '\u{200c}' | '\u{200d}') && before.is_none_or(|before| before.is_ascii()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_what_would_steer_a_terminal_or_deceive_a_reader() {
        let table: &[(&[u8], &str)] = &[
            (b"", ""),
            (b"plain", "plain"),
            (b"\x1b[31mred\x1b[0m", r"\u{1b}[31mred\u{1b}[0m"),
            (b"two\r\nlines\tand a tab", r"two\u{d}\u{a}lines\u{9}and a tab"),
            (b"bell\x07 null\x00 del\x7f", r"bell\u{7} null\u{0} del\u{7f}"),
            ("c1 \u{9b}31m \u{85}".as_bytes(), r"c1 \u{9b}31m \u{85}"),
            ("\u{202e}gnp.exe\u{202c}".as_bytes(), r"\u{202e}gnp.exe\u{202c}"),
            ("\u{2066}a\u{2069}\u{61c}\u{200e}\u{200f}".as_bytes(), r"\u{2066}a\u{2069}\u{61c}\u{200e}\u{200f}"),
            ("a\u{2028}b\u{2029}c".as_bytes(), r"a\u{2028}b\u{2029}c"),
            ("pay\u{200b}pal \u{feff}\u{2060}\u{ad}".as_bytes(), r"pay\u{200b}pal \u{feff}\u{2060}\u{ad}"),
            ("pay\u{200d}pal".as_bytes(), r"pay\u{200d}pal"),
            ("\u{e0041}".as_bytes(), r"\u{e0041}"),
            (b"caf\xe9 \xff\xfe", r"caf\xe9 \xff\xfe"),
            (b"cut \xe6\x97", r"cut \xe6\x97"),
            // Spelling, not deception.
            ("👩\u{200d}🔬 می\u{200c}خواهم".as_bytes(), "👩\u{200d}🔬 می\u{200c}خواهم"),
            ("Müller 日本語 שלום e\u{301} ❤\u{fe0f}".as_bytes(), "Müller 日本語 שלום e\u{301} ❤\u{fe0f}"),
            (b"a\\u{1b} typed by hand", r"a\u{1b} typed by hand"),
        ];
        for (text, expected) in table {
            assert_eq!(visible(text), *expected);
        }
    }

    #[test]
    fn leaves_no_hidden_character_of_all_there_are() {
        for ch in (0..=0x10_ffff).filter_map(char::from_u32) {
            let text = format!("a{ch}b");
            assert!(!visible(text.as_bytes()).chars().any(is_hidden), "{}", ch.escape_unicode());
        }
    }

    #[test]
    fn copies_nothing_when_there_is_nothing_to_show() {
        assert!(matches!(visible("Müller".as_bytes()), Cow::Borrowed(_)));
    }
}
