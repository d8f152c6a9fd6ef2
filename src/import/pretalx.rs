//! The schedule of a conference planned with pretalx or frab, as JSON: the export `schedule.json` of either, and the objects
//! of pretalx's REST interface.
//!
//! - Specification: <https://c3voc.de/schedule/schema.json>; <https://docs.pretalx.org/api/>.
//! - Read: of the conference `title`, `acronym`, `start`; of an event `title`, `subtitle`, `persons` or `speakers`,
//!   `abstract`, `description`, `track`, `type` or `submission_type`, `room`, `date` and `duration` or `slots`, `url`,
//!   `code`, `id`, `links`, `attachments`, `state`. An event is a session; with speakers, a paper in it too.
//! - Dropped: `answers` (may hold telephone numbers), links to meetings, also in texts, biographies, `logo`, `language`, `do_not_record`.
//! - Oddities: persons of frab have a `public_name` alone, often a nickname ("jinxx"); a talk after midnight stands in the
//!   day before, and its `date` is the right one; titles, rooms and types of REST are `{"en": …, "fr": …}`.

mod event;
mod walk;

use std::path::Path;

use self::event::Event;
use self::walk::Walk;
use super::json::{self, Outline};
use super::steps::{Queue, Step, broken, in_steps};
use super::{Context, ImportFormat, Input, Records, reject};
use crate::error::{Finding, Place, Result};
use crate::record::{ConferenceRecord, PresentationRecord, Record, SessionKey, SessionRecord};

/// The format.
pub const FORMAT: ImportFormat = ImportFormat {
    name: "pretalx",
    about: "schedule.json of pretalx or frab: days, rooms and events with persons; or objects of pretalx's REST interface",
    rank: 6,
    needs_papers: false,
    recognises,
    records,
};

fn recognises(_path: &Path, head: &[u8]) -> bool {
    let Some(outline) = Outline::of(head) else { return false };
    // Rooms and tracks may fill the beginning before the first day comes.
    let is_of_conference = |key: &&str| outline.has(3, key);
    let is_export = outline.has(1, "schedule")
        && outline.has(2, "conference")
        && ["days", "daysCount", "acronym", "timeslot_duration"].iter().any(is_of_conference);
    // Objects of REST stand alone, in lists, in pages of lists, and under days and rooms.
    let is_rest = (1..=6)
        .any(|depth| outline.has(depth, "code") && outline.has(depth, "title") && outline.has(depth, "speakers"));
    is_export || is_rest
}

fn records(input: Input, _context: &Context) -> Result<Records> {
    let source = input.source().to_owned();
    let text = input.text()?;
    let walk = Walk::of(&text)
        .map_err(|error| broken(Place::line(source.as_str(), error.line() as u64), "JSON", json::reason(&error)))?;
    let mut schedule = Schedule { source, conference: walk.conference(), acronym: walk.acronym.clone(), sessions: 0 };
    // The events are read one by one; the text that they stand in is held until then.
    let mut events: Vec<(u64, String)> = walk.events;
    events.reverse();
    let is_empty = events.is_empty();
    Ok(in_steps(move |queue| {
        let Some((line, text)) = events.pop() else {
            if is_empty {
                let place = Place { source: schedule.source.clone(), line: None };
                queue.tell(Finding::note(place, "the schedule", "holds no event"));
            }
            return Ok(Step::End);
        };
        match serde_json::from_str::<Event>(&text) {
            Ok(event) => schedule.read(line, &event, &text, queue),
            Err(error) => queue.tell(schedule.rejected(line, &json::in_words(&error), &text)),
        }
        Ok(Step::More)
    }))
}

/// What is known of the file so far.
struct Schedule {
    source: String,
    conference: Option<ConferenceRecord>,
    acronym: Option<String>,
    sessions: u32,
}

impl Schedule {
    fn read(&mut self, line: u64, event: &Event, text: &str, queue: &mut Queue) {
        let Some(title) = event.title() else {
            let slot = event.slots().into_iter().next();
            let (room, time) = slot.map_or((None, None), |slot| (slot.room, slot.time));
            let session = SessionRecord { room, time, ..SessionRecord::default() };
            let paper = event.paper(line, String::new(), None);
            let finding = self.rejected(line, "no title", text).in_field("title");
            return queue.tell(finding.with_understood(reject::of_paper(&paper, Some(&session))));
        };
        let conference = self.conference.as_ref().map(|conference| conference.name.clone());
        let mut presentations = Vec::new();
        for slot in event.slots() {
            self.sessions += 1;
            let key = SessionKey(self.sessions);
            presentations.push(PresentationRecord { session: key, kind: event.kind(), ..Default::default() });
            queue.push(Record::Session(SessionRecord {
                line,
                key,
                title: title.clone(),
                conference: conference.clone(),
                kind: event.kind(),
                track: event.track(),
                room: slot.room,
                time: slot.time,
                roles: Vec::new(),
            }));
        }
        if event.has_speakers() {
            let mut paper = event.paper(line, title, self.acronym.as_deref());
            paper.conference = conference;
            paper.presentations = presentations;
            queue.push(Record::Paper(paper));
        }
    }

    fn rejected(&self, line: u64, reason: &str, text: &str) -> Finding {
        Finding::rejected(Place::line(self.source.as_str(), line), "event", reason).with_text(event::for_eyes(text))
    }
}
