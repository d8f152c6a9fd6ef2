//! The JSON that virtual sites of conferences are made of (icml.cc, neurips.cc, iclr.cc, mlsys.org, eccv.ecva.net):
//! `{"count": …, "results": [event, …]}`, as `/static/virtual/data/<conference>-<year>-orals-posters.json` has it.
//!
//! - Specification: none; the feeds themselves.
//! - Read: of an event `name`, `authors` with `fullname` and `institution`, `abstract`, `topic`, `keywords`, `decision`,
//!   `session`, `eventtype`, `room_name`, `starttime`, `endtime`, `poster_position`, `paper_url`, `paper_pdf_url`,
//!   `virtualsite_url`, `id`; `count`.
//! - Dropped: `uid`, `event_type` (may be the unrendered `{location} Poster`), `starttime2` and `endtime2`, `children`,
//!   `parent1`, `eventmedia`, `schedule_html`, `latitude` and `longitude`, the address of an author.
//! - Oddities: one paper is several events (oral and poster, with ids of their own), which become one paper presented twice;
//!   `count` may be more than there are `results` (ECCV 2026: 2,891 and 200); `paper_url` may be a placeholder; values hold
//!   entities (`Texas A&amp;M University`). Papers are held until the end, because a session is as long as all of them.

mod event;

use std::collections::HashMap;
use std::path::Path;

use self::event::Event;
use super::instant::Instant;
use super::json::{self, Members, Outline};
use super::steps::{Queue, Step, in_steps, paper_titled};
use super::{Context, ImportFormat, Input, Records, reject};
use crate::error::{Finding, Place, Result};
use crate::record::{
    PaperId, PaperRecord, PersonName, PresentationRecord, Record, RoleRecord, SessionKey, SessionRecord, TimeRecord,
    name_key, title_key,
};

/// The format.
pub const FORMAT: ImportFormat = ImportFormat {
    name: "virtual-json",
    about: "the JSON of a virtual site (icml.cc, neurips.cc …): \"results\" of events with authors, session, room_name, starttime",
    rank: 6,
    needs_papers: false,
    recognises,
    records,
};

fn recognises(_path: &Path, head: &[u8]) -> bool {
    let Some(outline) = Outline::of(head) else { return false };
    let depth = if outline.is_array { 2 } else { 3 };
    let has = |key: &str| outline.has(depth, key);
    let is_feed = outline.is_array || outline.has(1, "results");
    let is_event = ["virtualsite_url", "room_name", "eventtype", "poster_position"].iter().any(|key| has(key));
    let has_authors = has("authors") && (has("uid") || outline.has(depth + 2, "fullname"));
    is_feed && outline.has_text(depth, "name") && (is_event || has_authors)
}

fn records(input: Input, _context: &Context) -> Result<Records> {
    let source = input.source().to_owned();
    let mut members = Members::of_key(source.clone(), input.utf8_reader()?, "results");
    let mut site = Site { source, ..Site::default() };
    Ok(in_steps(move |queue| {
        let Some((line, member)) = members.next()? else {
            site.finish(members.beside("count"), queue);
            return Ok(Step::End);
        };
        site.events += 1;
        match serde_json::from_slice::<Event>(member) {
            Ok(event) => site.read(line, &event, member, queue),
            Err(error) => queue.tell(site.rejected(line, member, &json::in_words(&error))),
        }
        Ok(Step::More)
    }))
}

/// What was read so far.
#[derive(Default)]
struct Site {
    source: String,
    events: u64,
    sessions: Vec<Slot>,
    /// Where a session stands in `sessions`, by its title, its room and, where it has no title, its start.
    known_sessions: HashMap<(String, Option<String>, Option<String>), usize>,
    papers: Vec<PaperRecord>,
    /// Where a paper stands in `papers`, by its id, and by its title and authors.
    known_papers: HashMap<String, usize>,
    /// Events that present a paper once more, and the line of the first.
    again: (u64, u64),
}

/// A session with the earliest start and the latest end of its papers.
struct Slot {
    record: SessionRecord,
    starts: Option<Moment>,
    ends: Option<Moment>,
}

/// A moment and how the feed prints it.
type Moment = (jiff::Timestamp, String);

impl Site {
    fn read(&mut self, line: u64, event: &Event, member: &[u8], queue: &mut Queue) {
        let Some(title) = event.title() else {
            let session = SessionRecord {
                title: event.session().unwrap_or_default(),
                room: event.room(),
                time: event.time(),
                ..SessionRecord::default()
            };
            let understood = reject::of_paper(&event.paper(line, String::new()), Some(&session));
            return queue.tell(self.rejected(line, member, "no name").in_field("title").with_understood(understood));
        };
        if !event.is_paper() {
            let key = self.session(line, &title, event, None);
            let names = event.author_names();
            let roles = names.map(|name| RoleRecord { role: "speaker".into(), name: PersonName::literal(name) });
            if let Some(slot) = self.slot(key) {
                slot.record.roles.extend(roles);
            }
            return;
        }
        let presentation = self.presentation(line, event);
        let paper = event.paper(line, title);
        if paper.authors.is_empty() {
            let reason = "no authors";
            queue.tell(Finding::note(Place::line(self.source.as_str(), line), paper_titled(&paper.title), reason));
        }
        let keys = [own_name(&paper), Some(title_and_authors(&paper))];
        let known = keys.iter().flatten().find_map(|key| self.known_papers.get(key).copied());
        let known =
            known.and_then(|at| Some((at, self.papers.get_mut(at)?))).filter(|(_, known)| is_same(known, &paper));
        let at = match known {
            Some((at, known)) => {
                self.again.0 += 1;
                if self.again.0 == 1 {
                    self.again.1 = line;
                }
                known.presentations.extend(presentation);
                complete(known, paper);
                at
            }
            None => {
                self.papers.push(PaperRecord { presentations: presentation.into_iter().collect(), ..paper });
                self.papers.len() - 1
            }
        };
        for key in keys.into_iter().flatten() {
            self.known_papers.entry(key).or_insert(at);
        }
    }

    /// Where and when a paper is presented; `None` when the event says nothing of it.
    fn presentation(&mut self, line: u64, event: &Event) -> Option<PresentationRecord> {
        let (kind, time) = (event.kind(), event.time());
        let title = event.session();
        if title.is_none() && event.room().is_none() && time.is_none() {
            return None;
        }
        let is_named = title.is_some();
        let title = title.or_else(|| kind.clone()).unwrap_or_else(|| "Papers".into());
        let starts = event.starttime.as_deref().map(str::to_owned).filter(|_| !is_named);
        Some(PresentationRecord {
            session: self.session(line, &title, event, starts),
            board: event.board(),
            // The posters of a session hang all the time.
            time: time.filter(|_| !kind.as_deref().is_some_and(|kind| kind.to_lowercase().contains("poster"))),
            kind,
        })
    }

    fn session(&mut self, line: u64, title: &str, event: &Event, starts: Option<String>) -> SessionKey {
        let room = event.room();
        let (next, sessions) = (self.sessions.len(), &mut self.sessions);
        let at = *self.known_sessions.entry((title.to_owned(), room.clone(), starts)).or_insert_with(|| {
            let key = SessionKey(u32::try_from(next + 1).unwrap_or(u32::MAX));
            let conference = event.conference();
            let kind = event.kind();
            let record =
                SessionRecord { line, key, title: title.to_owned(), conference, kind, room, ..Default::default() };
            sessions.push(Slot { record, starts: None, ends: None });
            next
        });
        let key = SessionKey(u32::try_from(at + 1).unwrap_or(u32::MAX));
        if let Some(slot) = self.slot(key) {
            let instant = |text: Option<&str>| Some((Instant::parse(text?)?.moment()?, text?.to_owned()));
            slot.starts = [slot.starts.take(), instant(event.starttime.as_deref())].into_iter().flatten().min();
            slot.ends = [slot.ends.take(), instant(event.endtime.as_deref())].into_iter().flatten().max();
        }
        key
    }

    fn slot(&mut self, key: SessionKey) -> Option<&mut Slot> {
        self.sessions.get_mut((key.0 as usize).checked_sub(1)?)
    }

    fn finish(&mut self, count: Option<&str>, queue: &mut Queue) {
        for slot in std::mem::take(&mut self.sessions) {
            let iso = |text: &str| Instant::parse(text).map(Instant::iso);
            let time = slot.starts.map(|(_, starts)| TimeRecord {
                starts_at: iso(&starts),
                ends_at: slot.ends.and_then(|(_, ends)| iso(&ends)),
                printed: starts,
            });
            queue.push(Record::Session(SessionRecord { time, ..slot.record }));
        }
        for paper in std::mem::take(&mut self.papers) {
            queue.push(Record::Paper(paper));
        }
        let (again, line) = self.again;
        if self.events == 0 {
            let place = Place { source: self.source.clone(), line: None };
            queue.tell(Finding::note(place, "the feed", "holds no event"));
        }
        if again > 0 {
            let subject = if again == 1 { "1 event".to_owned() } else { format!("{again} events from here on") };
            let reason = "a further presentation of a paper above";
            queue.tell(Finding::note(Place::line(self.source.as_str(), line), subject, reason));
        }
        if let Some(count) = count.and_then(|count| count.parse::<u64>().ok()).filter(|count| *count != self.events) {
            let place = Place { source: self.source.clone(), line: None };
            let reason = format!("says that it has {count} events, and holds {}; a part may be missing", self.events);
            queue.tell(Finding::note(place, "the feed", reason));
        }
    }

    fn rejected(&self, line: u64, member: &[u8], reason: &str) -> Finding {
        let finding = Finding::rejected(Place::line(self.source.as_str(), line), "event", reason);
        finding.with_text(String::from_utf8_lossy(member))
    }
}

/// The name that a registry gives the paper; `None` when the feed does not say.
fn own_name(paper: &PaperRecord) -> Option<String> {
    let is_own = |id: &&PaperId| !id.scheme.starts_with("virtual:");
    paper.ids.iter().find(is_own).map(ToString::to_string)
}

fn title_and_authors(paper: &PaperRecord) -> String {
    let names: Vec<String> = paper.authors.iter().map(|author| name_key(author.name.as_str())).collect();
    format!("{}\n{}", title_key(&paper.title), names.join("\n"))
}

/// Whether two events that share a name, or title and authors, present one paper: an address may be that of another paper,
/// and one event of a paper may have a placeholder where the other has its address.
fn is_same(known: &PaperRecord, paper: &PaperRecord) -> bool {
    match (own_name(known), own_name(paper)) {
        (Some(one), Some(other)) if one != other => return false,
        _ => {}
    }
    let keys = |paper: &PaperRecord| -> Vec<String> {
        paper.authors.iter().map(|author| name_key(author.name.as_str())).collect()
    };
    let (names, others) = (keys(known), keys(paper));
    title_key(&known.title) == title_key(&paper.title) || names.iter().any(|name| others.contains(name))
}

/// Takes over what a further event says of a paper and the events before do not.
fn complete(known: &mut PaperRecord, paper: PaperRecord) {
    let PaperRecord { authors, abstract_text, status, track, url, ids, keywords, links, .. } = paper;
    if known.authors.is_empty() {
        known.authors = authors;
    }
    known.abstract_text = known.abstract_text.take().or(abstract_text);
    known.status = known.status.take().or(status);
    known.track = known.track.take().or(track);
    known.url = known.url.take().or(url);
    add_new(&mut known.ids, ids);
    add_new(&mut known.keywords, keywords);
    add_new(&mut known.links, links);
}

/// Few things stand in these lists, and one of them at most is new: no set is needed.
fn add_new<T: PartialEq>(known: &mut Vec<T>, values: Vec<T>) {
    for value in values {
        if !known.contains(&value) {
            known.push(value);
        }
    }
}
