//! Characters that act on a terminal or deceive the eye, shown instead of written.

use std::borrow::Cow;

/// The text with control characters, text-direction marks, line separators and invisible marks as `\u{…}`.
///
/// ```
/// assert_eq!(plenary::export::printable("a\u{1b}[31m"), "a\\u{1b}[31m");
/// assert_eq!(plenary::export::printable("Germán 江"), "Germán 江");
/// ```
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return text.into();
    }
    let shown = text.chars().fold(String::with_capacity(text.len() + 8), |mut shown, mark| {
        if is_hidden(mark) {
            shown.extend(mark.escape_unicode())
        } else {
            shown.push(mark)
        }
        shown
    });
    shown.into()
}

/// Whether a character is shown as its number. Joiners within emoji and Indic words stay.
pub fn is_hidden(mark: char) -> bool {
    mark.is_control()
        || matches!(
            mark,
            '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
        )
}
