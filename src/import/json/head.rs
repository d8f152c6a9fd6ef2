//! What the beginning of a JSON file holds, to tell one kind of file from another.

/// A key and what stands behind it.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry {
    /// In how many brackets and braces it stands: 1 in the outermost object, 2 in an object of the outermost array.
    pub depth: usize,
    /// The key, its escapes as they are written.
    pub key: String,
    /// The value as it is written, where it is a text; cut where the beginning of the file is.
    pub text: Option<String>,
}

/// The keys at the beginning of a file, and whether an array is all of it.
pub struct Outline {
    /// Whether the outermost value is an array.
    pub is_array: bool,
    entries: Vec<Entry>,
}

impl Outline {
    /// Reads the beginning of a file, in UTF-8 or in UTF-16 with a mark; `None` where it starts as no JSON of records does.
    pub fn of(head: &[u8]) -> Option<Self> {
        let head = encoding_rs::UTF_8.decode(head).0;
        let text = head.trim_start();
        let is_array = text.starts_with('[');
        (is_array || text.starts_with('{')).then(|| Self { is_array, entries: entries(text) })
    }

    /// The values of a key at this depth that are texts.
    pub fn texts(&self, depth: usize, key: &str) -> impl Iterator<Item = &str> {
        self.at(depth, key).filter_map(|entry| entry.text.as_deref())
    }

    /// Whether a key at this depth has a text.
    pub fn has_text(&self, depth: usize, key: &str) -> bool {
        self.texts(depth, key).next().is_some()
    }

    /// Whether there is a key at this depth.
    pub fn has(&self, depth: usize, key: &str) -> bool {
        self.at(depth, key).next().is_some()
    }

    fn at(&self, depth: usize, key: &str) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.depth == depth && entry.key == key)
    }
}

fn entries(text: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let (mut depth, mut rest) = (0_usize, text);
    let mut is_value = false;
    while let Some(mark) = rest.find(['"', '{', '[', '}', ']', ':', ',']) {
        let byte = rest.as_bytes().get(mark).copied().unwrap_or_default();
        rest = rest.get(mark + 1..).unwrap_or_default();
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                let end = end_of_text(rest);
                let (found, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
                rest = behind.get(1..).unwrap_or_default();
                if is_value && let Some(entry) = entries.last_mut() {
                    entry.text = Some(found.to_owned());
                } else if rest.trim_start().starts_with(':') {
                    entries.push(Entry { depth, key: found.to_owned(), text: None });
                }
            }
            _ => {}
        }
        is_value = byte == b':';
    }
    entries
}

/// Where the text ends whose opening quote stands before: at its closing quote, or with all that there is.
fn end_of_text(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text.bytes().position(|byte| {
        let is_end = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    });
    end.unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_at_which_depth_a_key_stands() {
        let outline =
            Outline::of(b"\xef\xbb\xbf [{\"a\": \"x: \\\"y\\\"\", \"b\": [\"c\", {\"d\": 1}], \"e\": \"cut").unwrap();
        let found: Vec<_> =
            outline.entries.iter().map(|entry| (entry.depth, entry.key.as_str(), entry.text.as_deref())).collect();
        let expected = [(2, "a", Some("x: \\\"y\\\"")), (2, "b", None), (4, "d", None), (2, "e", Some("cut"))];
        assert_eq!(found, expected);
        assert!(outline.is_array && outline.has_text(2, "a") && outline.has(4, "d") && !outline.has_text(2, "b"));
        let wide: Vec<u8> = "\u{feff}{\"a\": 1}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(Outline::of(&wide).is_some_and(|outline| outline.has(1, "a")));
        assert!(Outline::of(b"title,authors").is_none());
    }
}
