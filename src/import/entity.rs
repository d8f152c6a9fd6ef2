//! References to characters (`&amp;`, `&#233;`) in texts that should not have any.

use quick_xml::escape::resolve_html5_entity;

/// How long the name of a character may be; HTML's longest has 31 letters.
const LONGEST: usize = 32;

/// The text with every reference resolved that names a character; what only looks like one stays.
pub fn resolve(text: &str) -> String {
    let mut resolved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        resolved.push_str(before);
        let end = after.bytes().take(LONGEST).position(|byte| byte == b';');
        let name = end.and_then(|end| after.get(..end));
        match name.and_then(character) {
            Some(character) => {
                resolved.push_str(&character);
                rest = end.and_then(|end| after.get(end + 1..)).unwrap_or_default();
            }
            None => {
                resolved.push('&');
                rest = after;
            }
        }
    }
    resolved.push_str(rest);
    resolved
}

fn character(name: &str) -> Option<String> {
    let Some(number) = name.strip_prefix('#') else { return resolve_html5_entity(name).map(str::to_owned) };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => number.parse(),
    };
    code.ok().and_then(char::from_u32).filter(|character| *character != '\0').map(String::from)
}

#[cfg(test)]
mod tests {
    #[test]
    fn resolves_what_names_a_character() {
        let cases = [
            ("Texas A&amp;M University", "Texas A&M University"),
            ("Sch&ouml;nhage &#233;&#xe9;", "Schönhage éé"),
            ("A & B; R&D; &nothing; &", "A & B; R&D; &nothing; &"),
            ("&amp;amp;", "&amp;"),
            ("&#0;&#xd800;&#99999999999;", "&#0;&#xd800;&#99999999999;"),
        ];
        for (text, expected) in cases {
            assert_eq!(super::resolve(text), expected);
        }
    }
}
