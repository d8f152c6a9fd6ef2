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
use super::steps::{Queue, Step, broken, in_steps};
use super::{Context, ImportFormat, Input, Records, json};
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
    let text = String::from_utf8_lossy(head);
    let start = text.trim_start_matches('\u{feff}').trim_start();
    let has = |key: &str| start.contains(key);
    let is_export = has("\"schedule\"") && has("\"conference\"") && has("\"days\"");
    let is_rest = has("\"code\"") && has("\"speakers\"") && has("\"title\"");
    start.starts_with(['{', '[']) && (is_export || is_rest) && !has("\"properties\"")
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
    Ok(in_steps(move |queue| {
        let Some((line, text)) = events.pop() else { return Ok(Step::End) };
        match serde_json::from_str::<Event>(&text) {
            Ok(event) => schedule.read(line, &event, queue),
            Err(error) => schedule.reject(line, &json::in_words(&error), queue),
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
    fn read(&mut self, line: u64, event: &Event, queue: &mut Queue) {
        let Some(title) = event.title() else { return self.reject(line, "no title", queue) };
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

    fn reject(&self, line: u64, reason: &str, queue: &mut Queue) {
        queue.tell(Finding::rejected(Place::line(self.source.as_str(), line), "event", reason));
    }
}
