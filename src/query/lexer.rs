//! The words of an SQL text, as far as messages and the rule of one statement need them.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A keyword or a name, bare or quoted.
    Name,
    /// The end of a statement.
    Semicolon,
    /// A text, a number, an operator.
    Other,
}

/// One token; white space and comments are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    /// In bytes from the start of the whole text.
    pub(super) start: usize,
    /// As written, with its quotes.
    pub(super) text: &'a str,
}

impl Token<'_> {
    /// The byte after the token.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// A name without its quotes.
    pub(super) fn name(&self) -> &str {
        bare(self.text)
    }
}

/// A name without the quotes around it.
pub(super) fn bare(name: &str) -> &str {
    let pairs = [('"', '"'), ('`', '`'), ('[', ']')];
    pairs
        .iter()
        .find_map(|(open, close)| name.strip_prefix(*open).and_then(|rest| rest.strip_suffix(*close)))
        .unwrap_or(name)
}

/// The tokens of a text, in order. It accepts everything; what is no SQL comes out as [`Kind::Other`].
pub(super) fn tokens(sql: &str) -> Tokens<'_> {
    Tokens { sql, offset: 0 }
}

pub(super) struct Tokens<'a> {
    sql: &'a str,
    offset: usize,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let all = self.sql.get(self.offset..)?;
        let rest = skip_blank(all);
        let start = self.offset + (all.len() - rest.len());
        let first = rest.chars().next()?;
        let (kind, length) = match first {
            '\'' => (Kind::Other, quoted(rest, '\'')),
            '"' | '`' => (Kind::Name, quoted(rest, first)),
            '[' => (Kind::Name, rest.find(']').map_or(rest.len(), |end| end + 1)),
            ';' => (Kind::Semicolon, 1),
            _ if is_word(first) => {
                let length = rest.find(|character| !is_word(character)).unwrap_or(rest.len());
                (if first.is_ascii_digit() { Kind::Other } else { Kind::Name }, length)
            }
            _ => (Kind::Other, first.len_utf8()),
        };
        self.offset = start + length;
        Some(Token { kind, start, text: rest.get(..length)? })
    }
}

/// SQLite takes every character outside ASCII for a letter, a no-break space too.
fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '$') || !character.is_ascii()
}

/// The text behind white space and comments; an unfinished comment reaches to the end.
fn skip_blank(mut rest: &str) -> &str {
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\n', '\r', '\u{c}', '\u{feff}']);
        if let Some(comment) = rest.strip_prefix("--") {
            rest = comment.split_once('\n').map_or("", |(_, after)| after);
        } else if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
        } else {
            return rest;
        }
    }
}

/// How many bytes a quoted token at the start has; a doubled quote does not end it.
fn quoted(rest: &str, quote: char) -> usize {
    let mut characters = rest.char_indices().skip(1).peekable();
    while let Some((index, character)) = characters.next() {
        if character == quote && characters.next_if(|(_, next)| *next == quote).is_none() {
            return index + quote.len_utf8();
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_tokens_and_skips_comments() {
        let cases: [(&str, &[&str]); 8] = [
            ("", &[]),
            ("-- nothing\n/* at all */ ", &[]),
            ("SELECT 1; -- end", &["SELECT", "1", ";"]),
            ("'a;''b' ; \"c;\"\"d\"", &["'a;''b'", ";", "\"c;\"\"d\""]),
            ("[a;b] `c;d`", &["[a;b]", "`c;d`"]),
            ("x=:größe", &["x", "=", ":", "größe"]),
            ("'open; /* -- ", &["'open; /* -- "]),
            ("a /* open; ", &["a"]),
        ];
        for (sql, expected) in cases {
            let found: Vec<&str> = tokens(sql).map(|token| token.text).collect();
            assert_eq!(found, expected, "{sql}");
            for token in tokens(sql) {
                assert_eq!(sql.get(token.start..token.end()), Some(token.text));
            }
        }
    }
}
