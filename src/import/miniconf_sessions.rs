//! The sessions of a MiniConf site: `paper_sessions.yml`, from an id to times, names and the papers' ids.
//!
//! - Specification: <https://github.com/acl-org/acl-2023-miniconf>, `data/emnlp_2020/`.
//! - Read: `name`, `long_name`, `start_time`, `end_time`, `papers`.
//! - Dropped: everything else, above all `zoom_link`, which holds passwords.
//! - Oddities: times are YAML timestamps (`2020-11-16 16:00:00+00:00`); a paper may be in several sessions; the papers
//!   themselves stand in another file, which has to be imported before.

use std::path::Path;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_saphyr::Spanned;

use super::instant::Instant;
use super::steps::{Queue, Step, broken, in_steps, text};
use super::{Context, ImportFormat, Input, Records, miniconf, reject};
use crate::error::{Finding, Place, Result};
use crate::record::{
    ConferenceRecord, PlacementRecord, PresentationRecord, Record, SessionKey, SessionRecord, TimeRecord,
};

/// The format.
pub const FORMAT: ImportFormat = ImportFormat {
    name: "miniconf-sessions",
    about: "paper_sessions.yml of a MiniConf site: sessions with start_time, end_time and the UIDs of papers",
    rank: 6,
    needs_papers: true,
    recognises,
    records,
};

fn recognises(_path: &Path, head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head);
    let has = |key: &str| text.lines().any(|line| line.starts_with(' ') && line.trim_start().starts_with(key));
    has("start_time:") && has("papers:")
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Session {
    name: Option<String>,
    long_name: Option<String>,
    start_time: Option<String>,
    end_time: Option<String>,
    papers: Option<Vec<Spanned<String>>>,
}

/// The sessions by their ids, in file order.
struct Sessions(Vec<(Spanned<String>, Session)>);

impl<'de> Deserialize<'de> for Sessions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Sessions;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("sessions by their ids")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Self::Value, A::Error> {
                let mut sessions = Vec::new();
                while let Some(session) = map.next_entry()? {
                    sessions.push(session);
                }
                Ok(Sessions(sessions))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

fn records(input: Input, context: &Context) -> Result<Records> {
    let source = input.source().to_owned();
    let content = input.text()?;
    if !content.ends_with('\n') {
        let place = Place::line(source, content.lines().count() as u64);
        return Err(broken(place, "YAML", "it does not end with a line break, so its last line may be cut short"));
    }
    let Sessions(mut sessions) = serde_saphyr::from_str(&content).map_err(|error| {
        let place = Place { source: source.clone(), line: error.location().map(|location| location.line()) };
        broken(place, "YAML", reason(&error.without_snippet().to_string()))
    })?;
    sessions.reverse();
    let context = context.clone();
    let mut content = Content { text: content, at: 0, line: 1 };
    let mut key = SessionKey(0);
    Ok(in_steps(move |queue| {
        let Some((id, session)) = sessions.pop() else { return Ok(Step::End) };
        key = SessionKey(key.0 + 1);
        if let Some(finding) = session.fault(&id, &source) {
            let end = sessions.last().map(|(next, _)| next.referenced.line());
            queue.tell(finding.with_text(content.entry(id.referenced.line(), end)));
        } else {
            session.tell(key, &id, &source, &context, queue);
        }
        Ok(Step::More)
    }))
}

impl Session {
    /// Why the session is left out; `None` when it is whole.
    fn fault(&self, id: &Spanned<String>, source: &str) -> Option<Finding> {
        let (reason, field) = match (self.title(), &self.papers) {
            (None, _) => ("no name", Some("session")),
            // They come last: without them the rest may be cut short.
            (_, None) => ("no papers", None),
            _ => return None,
        };
        let place = Place::line(source, id.referenced.line());
        let title = self.title().unwrap_or_default();
        let session = SessionRecord { title, time: self.time(), ..SessionRecord::default() };
        let finding = Finding::rejected(place, format!("session {:?}", id.value), reason).in_field(field);
        Some(finding.with_understood(reject::of_session(&session)))
    }

    fn title(&self) -> Option<String> {
        text(self.long_name.as_deref()).or_else(|| text(self.name.as_deref()))
    }

    fn time(&self) -> Option<TimeRecord> {
        let moment = |value: Option<&str>| value.and_then(Instant::parse).map(Instant::iso);
        text(self.start_time.as_deref()).map(|printed| TimeRecord {
            starts_at: moment(Some(&printed)),
            ends_at: moment(self.end_time.as_deref()),
            printed,
        })
    }

    fn tell(self, key: SessionKey, id: &Spanned<String>, source: &str, context: &Context, queue: &mut Queue) {
        let line = id.referenced.line();
        let (title, time) = (self.title().unwrap_or_default(), self.time());
        let conference = context.conference.clone().or_else(|| ConferenceRecord::of_file(source));
        let conference = conference.map(|conference| conference.name);
        queue.push(Record::Session(SessionRecord { line, key, title, conference, time, ..SessionRecord::default() }));
        for uid in self.papers.into_iter().flatten() {
            queue.push(Record::Placement(PlacementRecord {
                line: uid.referenced.line(),
                paper: miniconf::id(context, source, uid.value.trim()),
                presentation: PresentationRecord { session: key, ..PresentationRecord::default() },
            }));
        }
    }
}

/// The text of the file; it is gone through once, however many entries are asked for.
struct Content {
    text: String,
    at: usize,
    line: u64,
}

impl Content {
    /// The lines of an entry from its first on, up to the first of the next, without the links that hold passwords. It stands
    /// behind those asked for before.
    fn entry(&mut self, line: u64, next: Option<u64>) -> String {
        self.go_to(line);
        let start = self.at;
        self.go_to(next.unwrap_or(u64::MAX));
        without_links(self.text.get(start..self.at).unwrap_or_default())
    }

    fn go_to(&mut self, line: u64) {
        while self.line < line {
            let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
            let Some(end) = memchr::memchr(b'\n', rest) else { break };
            self.at += end + 1;
            self.line += 1;
        }
    }
}

fn without_links(text: &str) -> String {
    let mut link = None;
    let is_open = |text: &&str| {
        let depth = text.len() - text.trim_start().len();
        let key = text.split_once(':').map_or("", |(key, _)| key);
        // A long value goes on in lines that stand deeper.
        let goes_on = link.is_some_and(|link| depth > link || text.trim().is_empty());
        let is_of_link = goes_on || key.contains("zoom") || text.contains("zoom.us");
        link = is_of_link.then(|| link.filter(|link| depth > *link).unwrap_or(depth));
        !is_of_link
    };
    text.lines().filter(is_open).collect::<Vec<_>>().join("\n")
}

/// What the parser has to say, without the place, which is told already, and without its options, which nobody can set.
fn reason(message: &str) -> &str {
    let end = [" at line ", ", set "].iter().filter_map(|mark| message.find(mark)).min();
    end.and_then(|end| message.get(..end)).unwrap_or(message)
}

#[cfg(test)]
mod tests {
    #[test]
    fn shows_an_entry_without_the_links_that_hold_passwords() {
        let content =
            "S1:\n  name: One\n  zoom_link: https://zoom.us/j/8\n    ?pwd=x\n  hosts: Ada\nS2:\n  name: Two\n";
        let mut content = super::Content { text: content.into(), at: 0, line: 1 };
        assert_eq!(content.entry(1, Some(6)), "S1:\n  name: One\n  hosts: Ada");
        assert_eq!(content.entry(6, None), "S2:\n  name: Two");
    }

    #[test]
    fn tells_why_without_the_options_of_the_parser() {
        let cases = [
            ("duplicate mapping key: S1, set DuplicateKeyPolicy in Options if acceptable", "duplicate mapping key: S1"),
            ("expected mapping start at line 1, column 4", "expected mapping start"),
            ("recursion limit exceeded", "recursion limit exceeded"),
        ];
        for (message, expected) in cases {
            assert_eq!(super::reason(message), expected);
        }
    }
}
