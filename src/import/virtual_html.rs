//! Pages of virtual sites (neurips.cc, icml.cc, iclr.cc) saved as HTML, in three generations: schedules to about 2021
//! (`div.maincard`), lists of events from 2022 (`div.displaycards`), session pages from 2023 (`div.track-schedule-card`).
//!
//! - Specification: none; the pages themselves.
//! - Read: of a card its title and address, authors, kind, poster board, time, room, abstract; of the page its session,
//!   room and time, and by its addresses the site, the conference and the year.
//! - Dropped: pictures, bookmarks, scripts, buttons.
//! - Oddities: text is wrapped inside names by whoever saved the page ("Lilian\n Gasser"); 86 of 400 abstracts have no
//!   paragraph; times are in the zone of who saved the page ("CET" for New Orleans), and so may be their dates; a card whose
//!   end is missing may be cut short, and is told.

mod page;
mod tokens;

use std::collections::HashMap;
use std::path::Path;

use self::page::{Mark, Piece};
use super::steps::{Queue, Step, broken, in_steps, paper_titled};
use super::when::{Clock, Printed};
use super::{Context, ImportFormat, Input, Records, reject};
use crate::error::{Error, Finding, Place, Result};
use crate::record::{
    AuthorRecord, ConferenceRecord, PaperId, PaperRecord, PersonName, PresentationRecord, Record, SessionKey,
    SessionRecord, TimeRecord, link_addresses,
};

/// The format.
pub const FORMAT: ImportFormat = ImportFormat {
    name: "virtual-html",
    about: "a saved page of a virtual site (neurips.cc, icml.cc, iclr.cc): schedule, list of events, or session page",
    rank: 6,
    needs_papers: false,
    recognises,
    records,
};

/// Kinds of cards of the oldest pages that are papers.
const PAPERS: [&str; 5] = ["poster", "oral", "spotlight", "talk", "demonstration"];

fn recognises(path: &Path, head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head).to_lowercase();
    let is_named =
        path.extension().is_some_and(|end| end.eq_ignore_ascii_case("html") || end.eq_ignore_ascii_case("htm"));
    let has_card = ["displaycards", "track-schedule-card", "maincard"].iter().any(|class| text.contains(class));
    let is_page = text.contains("<!doctype html") || text.contains("<html");
    // Cards may stand below what a page starts with.
    text.trim_start_matches('\u{feff}').trim_start().starts_with('<') && (has_card || is_page || is_named)
}

fn records(input: Input, context: &Context) -> Result<Records> {
    let source = input.source().to_owned();
    let html = input.text()?;
    let mut pieces = page::pieces(&html)
        .map_err(|(line, reason)| broken(Place::line(source.as_str(), line), "a saved page", reason))?;
    if !pieces.iter().any(|piece| matches!(piece, Piece::Card { .. })) {
        return Err(Error::Malformed {
            place: Place { source, line: None },
            reason: "holds no card of a paper as the pages of virtual sites do".into(),
            help: "save the page of a session or a list of posters, whole; see `plenary formats`".into(),
        });
    }
    let mut site = Site { html, ..Site::of(source, context, &pieces) };
    pieces.reverse();
    Ok(in_steps(move |queue| {
        match pieces.pop() {
            Some(piece) => site.read(piece, queue),
            None => {
                site.finish(queue);
                return Ok(Step::End);
            }
        }
        Ok(Step::More)
    }))
}

/// One page while it is read.
struct Site {
    source: String,
    html: String,
    /// The host, such as `neurips.cc`; `None` when no address of the page names it.
    host: Option<String>,
    conference: Option<String>,
    clock: Clock,
    /// What the page says of the session that it is about.
    session: Header,
    known: HashMap<(String, Option<String>, Option<String>), SessionKey>,
    card: Option<Card>,
}

#[derive(Default)]
struct Header {
    title: Option<String>,
    room: Option<String>,
    time: Option<TimeRecord>,
}

/// One card.
#[derive(Default)]
struct Card {
    line: u64,
    /// Where it starts, in bytes.
    at: usize,
    id: Option<String>,
    kind: Option<String>,
    board: Option<String>,
    room: Option<String>,
    time: Option<Printed>,
    path: Option<String>,
    paper: PaperRecord,
}

impl Site {
    /// What the addresses and the title of a page say of its site.
    fn of(source: String, context: &Context, pieces: &[Piece]) -> Self {
        let addresses =
            || pieces.iter().filter_map(|piece| if let Piece::Address(address) = piece { Some(address) } else { None });
        let of_host = |address: &String| {
            let (_, rest) = address.split_once("://")?;
            let host = rest.split(['/', '?', ':']).next()?.trim_start_matches("www.").to_lowercase();
            let name = host.trim_start_matches("dev.").split('.').next()?;
            ConferenceRecord::parse(name).is_known().then_some(host)
        };
        let host = addresses().find_map(of_host);
        // `/virtual/2023/poster/73464`, `/Conferences/2019/Schedule`
        let year = addresses().find_map(|address| {
            let mut parts = address.split('/').skip_while(|part| !["virtual", "Conferences"].contains(part));
            ConferenceRecord::parse(parts.nth(1)?).year
        });
        // `/media/PosterPDFs/NeurIPS%202023/73464.png`
        let of_media = || {
            addresses().find_map(|address| {
                let mut parts = address.split('/').skip_while(|part| *part != "PosterPDFs");
                let conference = ConferenceRecord::parse(&parts.nth(1)?.replace("%20", " "));
                conference.is_known().then_some(conference)
            })
        };
        let of_title = || {
            pieces.iter().find_map(|piece| match piece {
                Piece::Text(Mark::Page, title) => {
                    let words: Vec<&str> = title.split_whitespace().collect();
                    let named = words.windows(2).map(|pair| ConferenceRecord::parse(&pair.join(" ")));
                    named.rev().find(|conference| conference.is_known() && conference.year.is_some())
                }
                _ => None,
            })
        };
        let of_site = || {
            let name = host.as_deref()?.trim_start_matches("dev.").split('.').next()?;
            Some(ConferenceRecord::of_proceedings(name, year))
        };
        let conference = context.conference.clone().or_else(of_site).or_else(of_media).or_else(of_title);
        let clock =
            Clock { year: conference.as_ref().and_then(|conference| conference.year).or(year), ..Clock::default() };
        let conference = conference.map(|conference| conference.name);
        let (html, session) = (String::new(), Header::default());
        Self { source, html, host, conference, clock, session, known: HashMap::new(), card: None }
    }

    fn read(&mut self, piece: Piece, queue: &mut Queue) {
        match piece {
            Piece::Card { line, at, kind, id } => {
                // A card without an end, because another starts, is taken as it is.
                if let Some(card) = self.card.take() {
                    self.tell(card, at, queue);
                }
                self.card = Some(Card { line, at, kind, id, ..Card::default() });
            }
            Piece::CardEnd(end) => {
                // The abstract may stand behind its card; an older page has its cards closed before their last words.
                if let Some(card) = self.card.take() {
                    self.tell(card, end, queue);
                }
            }
            Piece::Address(address) => {
                if let Some(card) = self.card.as_mut().filter(|_| address.contains("/virtual/")) {
                    card.path.get_or_insert(address);
                }
            }
            Piece::Text(mark, text) => match &mut self.card {
                Some(card) => card.take(mark, text),
                None => self.take(mark, text),
            },
        }
    }

    /// What stands outside of the cards is about the page's session.
    fn take(&mut self, mark: Mark, text: String) {
        match mark {
            Mark::Session => self.session.title = Some(text),
            Mark::Room => self.session.room = Some(in_brackets(&text).unwrap_or(text)),
            Mark::Time => self.session.time = Printed::parse(&text).map(|printed| printed.resolve(&self.clock).0),
            _ => {}
        }
    }

    fn finish(&mut self, queue: &mut Queue) {
        if let Some(card) = self.card.take() {
            let place = Place::line(self.source.as_str(), card.line);
            let reason = "the page ends inside its card, so it may be cut short";
            let finding = Finding::rejected(place, paper_titled(&card.paper.title), reason);
            queue.tell(self.with_all_of(&card, self.html.len(), finding));
        }
    }

    /// A finding about a card that is left out and ends at this byte.
    fn with_all_of(&self, card: &Card, end: usize, finding: Finding) -> Finding {
        let session = SessionRecord {
            title: self.session.title.clone().unwrap_or_default(),
            room: card.room.clone().or_else(|| self.session.room.clone()),
            time: card.time.as_ref().map(|time| time.resolve(&self.clock).0).or_else(|| self.session.time.clone()),
            ..SessionRecord::default()
        };
        let finding = finding.with_text(self.html.get(card.at..end).unwrap_or_default());
        reject::cut_short(finding, reject::of_paper(&card.paper, Some(&session)))
    }

    /// Tells of a card that ends at this byte.
    fn tell(&mut self, card: Card, end: usize, queue: &mut Queue) {
        let place = Place::line(self.source.as_str(), card.line);
        if card.paper.title.is_empty() {
            let finding = Finding::rejected(place, "card", "no title");
            return queue.tell(self.with_all_of(&card, end, finding).in_field("title"));
        }
        let subject = paper_titled(&card.paper.title);
        let time = card.time.as_ref().map(|printed| {
            let (time, reason) = printed.resolve(&self.clock);
            if let Some(reason) = reason {
                queue.tell(Finding::note(place.clone(), subject.as_str(), reason));
            }
            time
        });
        let is_paper = card.kind.as_deref().is_none_or(|kind| {
            let kind = kind.to_lowercase();
            PAPERS.iter().any(|paper| kind.contains(paper)) && !kind.contains("session") && !kind.contains("invited")
        });
        let kind = card.kind.as_deref().map(capitalised);
        let room = card.room.clone().or_else(|| self.session.room.clone());
        let slot = SessionRecord { line: card.line, kind, room, time, ..SessionRecord::default() };
        if !is_paper {
            self.session_of(SessionRecord { title: card.paper.title, ..slot }, queue);
            return;
        }
        let presentation = self.presentation(slot, card.board, queue);
        let page = self.host.as_ref().zip(card.path.as_ref()).map(|(host, path)| match path.contains("://") {
            true => path.clone(),
            false => format!("https://{host}{path}"),
        });
        let number = card.id.or_else(|| card.path.as_deref()?.rsplit('/').next().map(str::to_owned));
        let number = number.filter(|number| number.parse::<u64>().is_ok());
        let id =
            self.host.as_ref().zip(number).map(|(host, value)| PaperId { scheme: format!("virtual:{host}"), value });
        queue.push(Record::Paper(PaperRecord {
            line: card.line,
            conference: self.conference.clone(),
            links: card.paper.abstract_text.as_deref().map(link_addresses).unwrap_or_default(),
            url: page,
            ids: id.into_iter().collect(),
            presentations: presentation.into_iter().collect(),
            ..card.paper
        }));
    }

    /// The place in the session of the page, or in the one that is in the room and at the time of this slot.
    fn presentation(
        &mut self,
        slot: SessionRecord,
        board: Option<String>,
        queue: &mut Queue,
    ) -> Option<PresentationRecord> {
        let SessionRecord { line, kind, room, time, .. } = slot;
        if let Some(title) = self.session.title.clone() {
            let (room, own) = (self.session.room.clone(), self.session.time.clone());
            let session = SessionRecord { line, title, room, time: own, ..SessionRecord::default() };
            return Some(PresentationRecord { session: self.session_of(session, queue), kind, board, time });
        }
        if room.is_none() && time.is_none() {
            return None;
        }
        // Posters of all kinds hang together; talks follow one another.
        let is_poster = kind.as_deref().is_some_and(|kind| kind.contains("Poster"));
        let title = if is_poster { "Poster".to_owned() } else { kind.clone().unwrap_or_else(|| "Papers".into()) };
        let kind_of_all = Some(title.clone());
        let session = SessionRecord { line, title, kind: kind_of_all, room, time, ..SessionRecord::default() };
        Some(PresentationRecord { session: self.session_of(session, queue), kind, board, time: None })
    }

    /// The key of a session; it is told of where it is met first.
    fn session_of(&mut self, record: SessionRecord, queue: &mut Queue) -> SessionKey {
        let printed = record.time.as_ref().map(|time| time.printed.clone());
        let next = SessionKey(u32::try_from(self.known.len() + 1).unwrap_or(u32::MAX));
        let key = *self.known.entry((record.title.clone(), record.room.clone(), printed)).or_insert(next);
        if key == next {
            queue.push(Record::Session(SessionRecord { key, conference: self.conference.clone(), ..record }));
        }
        key
    }
}

impl Card {
    fn take(&mut self, mark: Mark, text: String) {
        match mark {
            Mark::Title => self.paper.title = text,
            Mark::Authors if self.paper.authors.is_empty() => {
                let names = text.split(['·', '⋅', '•']).map(crate::record::one_line).filter(|name| !name.is_empty());
                self.paper.authors = names.map(|name| AuthorRecord::from(PersonName::literal(name))).collect();
            }
            Mark::Kind => self.kind = Some(text),
            Mark::Board => self.board = Some(text),
            Mark::Abstract => self.paper.abstract_text = Some(text),
            Mark::Room => self.room = self.room.take().or_else(|| in_brackets(&text)),
            Mark::Time => {
                if let Some(printed) = Printed::parse(&text) {
                    let place = printed
                        .room
                        .as_deref()
                        .map(|room| room.split_once(" #").map_or((room, None), |(room, board)| (room, Some(board))));
                    if let Some((room, board)) = place {
                        self.room = Some(room.to_owned());
                        self.board = self.board.take().or_else(|| board.map(|board| format!("#{board}")));
                    }
                    self.time = Some(printed);
                }
            }
            Mark::Page | Mark::Session | Mark::Authors => {}
        }
    }
}

/// The room in "[ Great Hall ]"; `None` for any other text.
fn in_brackets(text: &str) -> Option<String> {
    let room = text.strip_prefix('[')?.strip_suffix(']')?.trim();
    Some(room.to_owned()).filter(|room| !room.is_empty())
}

/// "poster" as a page shows it.
fn capitalised(kind: &str) -> String {
    let mut letters = kind.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
