//! What each line of a session page is when it is looked at alone.

use crate::import::when::{self, Printed};

/// Entries of a day's page that are no papers; the word stands before a colon or is the whole title.
const NO_PAPERS: [&str; 14] = [
    "affinity event",
    "break",
    "closing remarks",
    "coffee break",
    "expo",
    "lunch",
    "mentorship",
    "opening remarks",
    "opening reception",
    "reception",
    "registration",
    "registration desk",
    "social",
    "town hall",
];

/// One line that is not blank.
#[derive(Debug, Clone, PartialEq)]
pub struct Line<'a> {
    /// Its number in the file, from 1.
    pub number: u64,
    /// Its text, without white space and invisible marks at its ends.
    pub text: &'a str,
    /// What it is.
    pub shape: Shape<'a>,
    /// Whether a blank line stands before it.
    pub after_blank: bool,
}

/// What a line is when it is looked at alone.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape<'a> {
    /// The word "Session" on a line of its own: the title of a session follows. Holds the word before it, as in "Oral
    /// Session".
    SessionMark(Option<&'a str>),
    /// "Moderator: …", "Moderators: A · B", "Session Chair: …": the role and the names.
    Role(&'static str, &'a str),
    /// "( Oral )", "Spotlight Poster": the kind of presentation.
    Kind(&'a str),
    /// "#W-100": a poster board.
    Board(&'a str),
    /// "Tue 19 Jul 8:15 a.m. EDT".
    Time(Printed),
    /// `[ Room 310 ]`: a room in brackets, without them.
    Room(&'a str),
    /// "Timezone: America/New_York".
    Zone(jiff::tz::TimeZone),
    /// A button or a line of the site's own: `[ Slides ]`, "Skip to main content".
    Furniture,
    /// Anything else: a title, authors, an abstract, a room without brackets.
    Text,
}

/// The kinds of presentation, lower case, as sites print them.
const KINDS: [&str; 24] = [
    "oral",
    "oral poster",
    "poster",
    "spotlight",
    "spotlight poster",
    "oral presentation",
    "poster presentation",
    "spotlight presentation",
    "short talk",
    "contributed talk",
    "invited talk",
    "talk",
    "keynote",
    "tutorial",
    "workshop",
    "demonstration",
    "demo",
    "highlight",
    "affinity poster",
    "competition",
    "panel",
    "social",
    "expo talk panel",
    "test of time",
];

/// What stands in brackets and is a button, lower case.
const BUTTONS: [&str; 22] = [
    "abstract",
    "arxiv",
    "bibtex",
    "chat",
    "code",
    "join zoom",
    "livestream",
    "openreview",
    "paper",
    "paper pdf",
    "pdf",
    "poster",
    "project page",
    "protected resource",
    "slides",
    "slideslive",
    "summary",
    "supplementary",
    "url",
    "video",
    "visit poster",
    "website",
];

/// Lines of the site's own, lower case.
const FURNITURE: [&str; 9] = [
    "skip to yearly menu bar skip to main content",
    "skip to yearly menu bar",
    "skip to main content",
    "main navigation",
    "select year",
    "toggle navigation",
    "help/faq",
    "schedule",
    "show detail timezone",
];

const ROLES: [(&str, &str); 12] = [
    ("moderator", "moderator"),
    ("moderators", "moderator"),
    ("moderator(s)", "moderator"),
    ("moderated by", "moderator"),
    ("chair", "chair"),
    ("chairs", "chair"),
    ("chair(s)", "chair"),
    ("chaired by", "chair"),
    ("session chair", "chair"),
    ("session chairs", "chair"),
    ("session chair(s)", "chair"),
    ("session moderator", "moderator"),
];

/// Every line of the text that is not blank. Lines end with LF or CR LF; with CR alone only where the text holds no LF.
pub fn lines(text: &str) -> Vec<Line<'_>> {
    let end = if text.contains('\n') { '\n' } else { '\r' };
    let mut after_blank = false;
    let mut lines = Vec::new();
    for (number, raw) in (1..).zip(text.split(end)) {
        let text = trim(raw);
        if text.is_empty() {
            after_blank = true;
        } else {
            lines.push(Line { number, text, shape: shape_of(text), after_blank });
            after_blank = false;
        }
    }
    lines
}

/// The text without white space, byte-order marks and zero-width marks at its ends.
pub fn trim(text: &str) -> &str {
    text.trim_matches(|mark: char| {
        mark.is_whitespace() || matches!(mark, '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
    })
}

fn shape_of(text: &str) -> Shape<'_> {
    // Every shape but text is short.
    if text.len() > 300 {
        return Shape::Text;
    }
    let lower = text.to_lowercase();
    if let Some(kind) = session_mark(text, &lower) {
        return Shape::SessionMark(kind);
    }
    if let Some((label, names)) = text.split_once(':')
        && let Some((_, role)) = ROLES.iter().find(|(known, _)| *known == trim(label).to_lowercase())
    {
        return Shape::Role(role, trim(names));
    }
    if let Some(zone) = when::zone_of(text) {
        return Shape::Zone(zone);
    }
    if FURNITURE.contains(&lower.as_str()) || lower.starts_with("timezone:") {
        return Shape::Furniture;
    }
    if let Some(board) = board_of(text) {
        return Shape::Board(board);
    }
    if let Some(kind) = kind_of(text) {
        return Shape::Kind(kind);
    }
    if let Some(printed) = Printed::parse(text) {
        return Shape::Time(printed);
    }
    if let Some(inner) = within(text, '[', ']') {
        let parts = text.split(['[', ']']).map(trim).filter(|part| !part.is_empty());
        let is_button = |part: &str| BUTTONS.contains(&part.to_lowercase().as_str());
        return match inner {
            _ if parts.clone().all(is_button) => Shape::Furniture,
            inner if inner.contains(['[', ']']) => Shape::Text,
            inner => Shape::Room(inner),
        };
    }
    Shape::Text
}

/// "Session", or a kind of presentation and "Session".
fn session_mark<'a>(text: &'a str, lower: &str) -> Option<Option<&'a str>> {
    let before = lower.trim_end_matches(':').strip_suffix("session")?;
    if before.is_empty() {
        return Some(None);
    }
    let kind = before.trim_end();
    (kind.len() < before.len() && KINDS.contains(&kind)).then(|| text.get(..kind.len())).flatten().map(Some)
}

/// "( Oral )", "Poster", "In-Person Poster presentation / notable-top-5% paper".
fn kind_of(text: &str) -> Option<&str> {
    let inner = within(text, '(', ')').unwrap_or(text);
    let (head, detail) = inner.split_once(" / ").map_or((inner, None), |(head, detail)| (head, Some(detail)));
    let lower = head.to_lowercase();
    let plain = lower.strip_prefix("in-person ").or(lower.strip_prefix("virtual ")).unwrap_or(&lower);
    let detail_fits = detail.is_none_or(|detail| {
        let detail = detail.to_lowercase();
        ["poster", "oral", "spotlight", "top", "paper", "accept"].iter().any(|word| detail.contains(word))
    });
    (KINDS.contains(&plain) && detail_fits).then_some(inner)
}

/// "#W-100", "Poster #2504".
fn board_of(text: &str) -> Option<&str> {
    let (label, number) = text.split_once('#')?;
    let label = label.trim().to_lowercase();
    let digits = number.trim_start_matches(|mark: char| mark.is_ascii_alphabetic() || matches!(mark, ' ' | '-'));
    let is_number = !digits.is_empty()
        && digits.len() <= 6
        && number.len() - digits.len() <= 5
        && digits.chars().all(|mark| mark.is_ascii_digit());
    (is_number && matches!(label.as_str(), "" | "poster" | "board" | "poster board"))
        .then(|| text.get(label.len()..).map(trim))
        .flatten()
}

/// Whether a word is a kind of presentation, such as "Workshop".
pub fn is_kind(text: &str) -> bool {
    KINDS.contains(&text.to_lowercase().as_str())
}

/// "Workshop: Gaze meets ML" to the kind and the title; `None` when no kind of presentation stands in front.
pub fn kind_before_title(title: &str) -> Option<(&str, &str)> {
    let (kind, rest) = title.split_once(':')?;
    let is_kind = is_kind(kind) || is_no_paper(title);
    (is_kind && !trim(rest).is_empty()).then(|| (kind, trim(rest)))
}

/// Whether a title says that it is none of a paper, such as "Registration Desk".
pub fn is_no_paper(title: &str) -> bool {
    let label = title.split_once(':').map_or(title, |(label, _)| label);
    NO_PAPERS.contains(&trim(label).to_lowercase().as_str())
}

fn within(text: &str, open: char, close: char) -> Option<&str> {
    text.strip_prefix(open)?.strip_suffix(close).map(trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_lines_apart_that_are_no_text() {
        let cases = [
            ("Session", Shape::SessionMark(None)),
            ("Oral Session", Shape::SessionMark(Some("Oral"))),
            ("Moderator: Smita Krishnaswamy", Shape::Role("moderator", "Smita Krishnaswamy")),
            ("Session Chair: A. B · C D", Shape::Role("chair", "A. B · C D")),
            ("( Oral )", Shape::Kind("Oral")),
            ("Spotlight Poster", Shape::Kind("Spotlight Poster")),
            (
                "In-Person Poster presentation / notable-top-5% paper",
                Shape::Kind("In-Person Poster presentation / notable-top-5% paper"),
            ),
            ("#W-100", Shape::Board("#W-100")),
            ("Poster #2504", Shape::Board("#2504")),
            ("[ Room 310 ]", Shape::Room("Room 310")),
            ("[ Great Hall & Hall B1+B2 (level 1) ]", Shape::Room("Great Hall & Hall B1+B2 (level 1)")),
            ("[ Slides ]", Shape::Furniture),
            ("[ Abstract ] [ Slides ]", Shape::Furniture),
            ("Skip to yearly menu bar Skip to main content", Shape::Furniture),
            ("Poster Child", Shape::Text),
            ("A Session", Shape::Text),
            ("#Exploration: A Study of Count-Based Exploration", Shape::Text),
            ("Chair: one that sits", Shape::Role("chair", "one that sits")),
        ];
        for (text, shape) in cases {
            assert_eq!(shape_of(text), shape, "{text}");
        }
    }

    #[test]
    fn numbers_lines_and_sees_blanks() {
        let found: Vec<_> = lines("\u{feff}a \r\n\u{a0}\r\nb\u{200b}")
            .iter()
            .map(|line| (line.number, line.text, line.after_blank))
            .collect();
        assert_eq!(found, [(1, "a", false), (3, "b", true)]);
        assert_eq!(lines("a\rb").len(), 2);
    }
}
