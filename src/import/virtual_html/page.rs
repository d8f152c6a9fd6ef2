//! A saved page to its pieces: the texts of the elements that mean something, in order.
//!
//! The page is read tag by tag and no tree is built: an element's text is what stands between its start and the end that
//! matches it. That takes time in proportion to the page, whatever is nested in it.

use html5gum::{StartTag, Token};

use super::tokens::tokens;
use crate::record::one_line;

/// What an element means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// The title of the whole page, as a browser shows it.
    Page,
    /// The title of the session that the page is about.
    Session,
    /// The room of that session, or of a paper.
    Room,
    /// A time, perhaps with a room behind it.
    Time,
    /// What a paper is presented as: "Poster".
    Kind,
    /// The poster board.
    Board,
    /// A paper's title.
    Title,
    /// A paper's authors.
    Authors,
    /// A paper's abstract.
    Abstract,
}

/// One piece of a page.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece {
    /// A card starts; its kind where the page's oldest layout says it by a class, and the number of the event.
    Card {
        /// The line, from 1.
        line: u64,
        /// Where it starts, in bytes from the start of the page.
        at: usize,
        /// "poster", "oral", …; `None` where the card says it in words.
        kind: Option<String>,
        /// The number of the event; `None` where the card has none.
        id: Option<String>,
    },
    /// The card that was started last is whole, and ends at this byte.
    CardEnd(usize),
    /// The text of an element: white space tidied, paragraphs kept apart by line breaks.
    Text(Mark, String),
    /// An address that an element refers to.
    Address(String),
}

/// The element whose text is being read.
struct Open {
    mark: Mark,
    tag: String,
    depth: usize,
    text: String,
}

impl Open {
    /// Whether the start of another element shows that the end of this one is missing: as browsers take it, or because
    /// what starts means something else.
    fn is_ended_by(&self, name: &str, mark: Option<Mark>) -> bool {
        const BLOCKS: [&str; 12] = ["div", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "p", "ul"];
        match self.tag.as_str() {
            "p" if BLOCKS.contains(&name) => true,
            "a" if name == "a" => true,
            // Abstracts hold paragraphs, and a paragraph of a card may be its room.
            _ => name != "p" && self.mark != Mark::Abstract && mark.is_some_and(|mark| mark != self.mark),
        }
    }
}

/// The card that is being read.
struct Card {
    depth: usize,
}

/// Stands for the end of a paragraph until white space is tidied.
const BREAK: char = '\u{1e}';

/// The pieces of a page, in order.
///
/// # Errors
/// The line, from 1, and the reason, when the page holds what no page needs.
pub fn pieces(html: &str) -> Result<Vec<Piece>, (u64, String)> {
    let mut reader = Pieces { html, at: 0, line: 1, open: None, card: None, found: Vec::new() };
    let mut end = 0;
    for token in tokens(html) {
        match token.map_err(|reason| (reader.line_of(end), reason.to_string()))? {
            Token::StartTag(tag) => {
                end = tag.span.end;
                reader.start(&tag);
            }
            Token::EndTag(tag) => reader.end(&String::from_utf8_lossy(&tag.name), tag.span.end),
            Token::String(text) => {
                if let Some(open) = &mut reader.open {
                    open.text.push_str(&String::from_utf8_lossy(&text));
                }
            }
            _ => {}
        }
    }
    Ok(reader.found)
}

struct Pieces<'a> {
    html: &'a str,
    at: usize,
    line: u64,
    open: Option<Open>,
    card: Option<Card>,
    found: Vec<Piece>,
}

impl Pieces<'_> {
    fn start(&mut self, tag: &StartTag<usize>) {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        let attribute = |name: &str| {
            let value = tag.attributes.iter().find(|(known, _)| known.as_slice() == name.as_bytes());
            value.map(|(_, value)| String::from_utf8_lossy(value).into_owned()).unwrap_or_default()
        };
        let (class, id) = (attribute("class"), attribute("id"));
        let classes: Vec<&str> = class.split_whitespace().collect();
        for address in ["href", "src", "content"].map(attribute).into_iter().filter(|address| address.contains('/')) {
            self.found.push(Piece::Address(address));
        }
        let is_card = ["displaycards", "track-schedule-card", "maincard"].iter().any(|card| classes.contains(card));
        if name == "div" && is_card {
            self.close();
            let kind = classes.iter().find(|class| !["maincard", "narrower"].contains(class));
            let kind = kind.filter(|_| classes.contains(&"maincard")).map(|kind| (*kind).to_owned());
            let number = id.rsplit(['-', '_']).next().filter(|number| number.parse::<u64>().is_ok()).map(str::to_owned);
            let line = self.line_of(tag.span.start);
            self.found.push(Piece::Card { line, at: tag.span.start, kind, id: number });
            self.card = Some(Card { depth: 1 });
            return;
        }
        if let Some(card) = self.card.as_mut().filter(|_| name == "div") {
            card.depth += 1;
        }
        let mark = mark(&name, &classes, &attribute("title"), self.card.is_some());
        if self.open.as_ref().is_some_and(|open| open.is_ended_by(&name, mark)) {
            self.close();
        }
        match &mut self.open {
            Some(open) => {
                if matches!(name.as_str(), "p" | "br" | "div" | "li" | "ul" | "ol") {
                    open.text.push(BREAK);
                }
                open.depth += usize::from(open.tag == name);
            }
            None => self.open = mark.map(|mark| Open { mark, tag: name, depth: 1, text: String::new() }),
        }
    }

    fn end(&mut self, name: &str, at: usize) {
        if let Some(open) = self.open.as_mut().filter(|open| open.tag == name) {
            open.depth -= 1;
            if open.depth == 0 {
                self.close();
            }
        } else if let Some(open) = self.open.as_mut().filter(|_| matches!(name, "p" | "div" | "li")) {
            open.text.push(BREAK);
        }
        if let Some(card) = self.card.as_mut().filter(|_| name == "div") {
            card.depth -= 1;
            if card.depth == 0 {
                self.card = None;
                self.close();
                self.found.push(Piece::CardEnd(at));
            }
        }
    }

    /// Ends the element whose text is being read.
    fn close(&mut self) {
        let Some(open) = self.open.take() else { return };
        let paragraphs: Vec<String> =
            open.text.split(BREAK).map(one_line).filter(|paragraph| !paragraph.is_empty()).collect();
        if !paragraphs.is_empty() {
            let between = if open.mark == Mark::Abstract { "\n" } else { " " };
            self.found.push(Piece::Text(open.mark, paragraphs.join(between)));
        }
    }

    /// The line of a byte behind those asked for before, from 1.
    fn line_of(&mut self, at: usize) -> u64 {
        let between = self.html.as_bytes().get(self.at..at).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', between).count() as u64;
        self.at = at.max(self.at);
        self.line
    }
}

/// What an element means, by its name, its classes and where it stands.
fn mark(name: &str, classes: &[&str], title: &str, is_in_card: bool) -> Option<Mark> {
    let has = |class: &str| classes.contains(&class);
    Some(match name {
        "title" => Mark::Page,
        "h2" if has("main-title") || (has("card-title") && !is_in_card) => Mark::Session,
        "h5" if has("text-muted") && !is_in_card => Mark::Room,
        "a" if has("small-title") => Mark::Title,
        "h5" if is_in_card => Mark::Title,
        "div" if has("maincardBody") => Mark::Title,
        "div" if has("author-str") || has("maincardFooter") => Mark::Authors,
        "p" if has("text-muted") && is_in_card => Mark::Authors,
        "div" if has("type_display_name_virtual_card") || has("maincardType") => Mark::Kind,
        "div" if has("float-end") && has("small") && is_in_card => Mark::Kind,
        "div" if has("small") && title == "Poster Position" => Mark::Board,
        "div" if has("touchup-date-div") || has("maincardHeader") => Mark::Time,
        "div" if has("abstract-display") || has("abstract") || has("abstractContainer") => Mark::Abstract,
        "p" if is_in_card => Mark::Room,
        "div" | "span" if classes.iter().any(|class| class.starts_with("touchup-date")) && !is_in_card => Mark::Time,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_pieces_of_a_card() {
        let html = "<title>NeurIPS</title>\n<div class='displaycards touchup-date' id='event-7'><script>if (a<b) {}</script>\
                    <a class='small-title' href='/virtual/2023/poster/7'>Looms\n  &amp; Engines</a>\
                    <div class='abstract-display'><p>One <em>two</em>\n three.</p><p>Four.</p></div></div><p>Outside</p>";
        let text = |mark, text: &str| Piece::Text(mark, text.into());
        assert_eq!(
            pieces(html).unwrap(),
            [
                text(Mark::Page, "NeurIPS"),
                Piece::Card { line: 2, at: 23, kind: None, id: Some("7".into()) },
                Piece::Address("/virtual/2023/poster/7".into()),
                text(Mark::Title, "Looms & Engines"),
                text(Mark::Abstract, "One two three.\nFour."),
                Piece::CardEnd(266),
            ]
        );
    }

    #[test]
    fn ends_an_element_whose_end_is_missing_where_another_starts() {
        let html = "<div class='displaycards'><a class='small-title'>Looms<div class='type_display_name_virtual_card'>Poster</div>\
                    <div class='author-str'>A B · C D<div class='touchup-date-div'>Tue 12 Dec 05:45 PM CET</div>\
                    <p>[ Hall ]<p>More<div class='abstract-display'><p>One.<p>Two.</div>";
        let found = pieces(html).unwrap();
        let texts: Vec<(Mark, &str)> = found
            .iter()
            .filter_map(|piece| if let Piece::Text(mark, text) = piece { Some((*mark, text.as_str())) } else { None })
            .collect();
        let expected = [
            (Mark::Title, "Looms"),
            (Mark::Kind, "Poster"),
            (Mark::Authors, "A B · C D"),
            (Mark::Time, "Tue 12 Dec 05:45 PM CET"),
            (Mark::Room, "[ Hall ]"),
            (Mark::Room, "More"),
            (Mark::Abstract, "One.\nTwo."),
        ];
        assert_eq!(texts, expected);
    }

    #[test]
    fn takes_time_in_proportion_to_the_page() {
        // Browsers' parsers are quadratic in depth.
        let deep = "<div class='displaycards'>".to_owned() + &"<div>".repeat(200_000);
        assert_eq!(pieces(&deep).unwrap().len(), 1);
        let broad = format!("<p>\n<div {}>", "a=\"b\" ".repeat(200_000));
        assert_eq!(pieces(&broad), Err((1, "a tag has more than 256 attributes".into())));
    }
}
