//! Texts as they are compared, and the addresses in them.

use std::collections::HashSet;

use linkify::{LinkFinder, LinkKind};
use unicode_normalization::UnicodeNormalization;

/// The folded title: NFKC, case folded, letters, digits and their marks only, one space between words. A title without
/// any letter or digit is its own key, so that two such titles stay two.
///
/// ```
/// use plenary::record::title_key;
///
/// assert_eq!(title_key("GLIDE: Towards Photorealistic  Images"), "glide towards photorealistic images");
/// assert_eq!(title_key("???"), "???");
/// ```
pub fn title_key(title: &str) -> String {
    if title.is_ascii() {
        return ascii_title_key(title);
    }
    let folded: String = caseless::default_case_fold_str(&title.nfkc().collect::<String>()).nfkc().collect();
    let is_word =
        |character: char| character.is_alphanumeric() || unicode_normalization::char::is_combining_mark(character);
    let words: Vec<&str> = folded.split(|character| !is_word(character)).filter(|word| !word.is_empty()).collect();
    if words.is_empty() { folded.trim().to_owned() } else { words.join(" ") }
}

fn ascii_title_key(title: &str) -> String {
    let mut key = String::with_capacity(title.len());
    for byte in title.bytes() {
        if byte.is_ascii_alphanumeric() {
            key.push(byte.to_ascii_lowercase().into());
        } else if !key.is_empty() && !key.ends_with(' ') {
            key.push(' ');
        }
    }
    key.truncate(key.trim_end().len());
    if key.is_empty() { title.trim().to_ascii_lowercase() } else { key }
}

/// The text on one line: every run of white space made one space, none at the ends.
///
/// ```
/// assert_eq!(plenary::record::one_line(" Lilian\n   Gasser "), "Lilian Gasser");
/// ```
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The web addresses in a text, in order, each once. An address without a scheme counts when it starts with `www.` or
/// names a page on a site (`github.com/…`); an e-mail address never counts.
///
/// ```
/// let text = "Code: https://github.com/a/b, and at (github.com/c/d).";
/// assert_eq!(plenary::record::link_addresses(text), ["https://github.com/a/b", "github.com/c/d"]);
/// ```
pub fn link_addresses(text: &str) -> Vec<String> {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    finder.url_must_have_scheme(false);
    let mut addresses: Vec<String> = Vec::new();
    let mut seen = HashSet::new();
    for link in finder.links(text) {
        // Abstracts set addresses in TeX, Markdown and quotes; none of these marks ends an address.
        let address = link.as_str().trim_end_matches(['}', '*', '`', '\'', '"', '$', '\\', '’', '”']);
        if is_address(address) && seen.insert(address.to_owned()) {
            addresses.push(address.to_owned());
        }
    }
    addresses
}

/// Whether what looks like an address is one: `tasks.However` and `i.e` are two words of an abstract.
fn is_address(text: &str) -> bool {
    if let Some((scheme, rest)) = text.split_once("://") {
        return matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https" | "ftp") && rest.contains('.');
    }
    let Some((site, page)) = text.split_once('/') else { return starts_with_www(text) };
    let top_level = site.rsplit('.').next().unwrap_or_default();
    let plain_site = site.chars().all(|character| character.is_ascii_alphanumeric() || matches!(character, '.' | '-'));
    starts_with_www(text)
        || (plain_site
            && !page.is_empty()
            && (2..=6).contains(&top_level.len())
            && top_level.chars().all(|character| character.is_ascii_lowercase()))
}

fn starts_with_www(text: &str) -> bool {
    text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_addresses_and_nothing_else() {
        let cases: [(&str, &[&str]); 9] = [
            ("at https://github.com/openai/glide-text2im.", &["https://github.com/openai/glide-text2im"]),
            ("(http://a.org/x_(y))", &["http://a.org/x_(y)"]),
            ("\\url{https://a.org/b}", &["https://a.org/b"]),
            ("tasks.However, i.e. e.g. and/or", &[]),
            ("learning.We strongly", &[]),
            ("write to a.b@c.org", &[]),
            ("see www.example.org", &["www.example.org"]),
            ("see github.com/a/b and github.com/a/b", &["github.com/a/b"]),
            ("train/test and CIFAR.10/100", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(link_addresses(text), expected, "{text}");
        }
    }
}
