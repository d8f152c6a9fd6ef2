//! One event of a schedule.

use std::sync::LazyLock;

use regex_lite::Regex;
use serde::Deserialize;
use serde_json::Value;

use crate::import::instant::{Instant, minutes};
use crate::import::steps::each_once;
use crate::record::{AuthorRecord, PaperId, PaperRecord, PersonName, TimeRecord, link_addresses, one_line};

/// Sites where people meet: their links let anybody in.
const MEETINGS: [&str; 13] = [
    "zoom.us",
    "zoomgov.com",
    "zoom.com",
    "meet.google.com",
    "teams.microsoft.com",
    "teams.live.com",
    "meet.jit.si",
    "jitsi",
    "webex.com",
    "gotomeet",
    "bigbluebutton",
    "/bbb",
    "whereby.com",
];

/// One event. Every value may be missing; what is not named here is not read.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Event {
    id: Value,
    code: Value,
    title: Value,
    subtitle: Value,
    persons: Option<Vec<Person>>,
    speakers: Option<Vec<Person>>,
    r#abstract: Value,
    description: Value,
    track: Value,
    r#type: Value,
    submission_type: Value,
    room: Value,
    date: Value,
    duration: Value,
    slots: Option<Vec<RestSlot>>,
    url: Value,
    state: Value,
    links: Option<Vec<Link>>,
    attachments: Option<Vec<Link>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Person {
    public_name: Value,
    full_public_name: Value,
    name: Value,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct RestSlot {
    room: Value,
    start: Value,
    end: Value,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Link {
    url: Value,
}

/// Where and when an event takes place.
pub struct Slot {
    /// The room; `None` when the file does not say.
    pub room: Option<String>,
    /// The time; `None` when the file does not say.
    pub time: Option<TimeRecord>,
}

/// A text on one line: itself, the English one of several, or the name of what it stands for; `None` when there is none.
pub fn words(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.as_str(),
        Value::Object(members) => {
            let of_several = members.get("en").or_else(|| members.values().find(|value| value.is_string()));
            match members.get("name") {
                Some(Value::Object(names)) => names.get("en").or_else(|| names.values().next())?.as_str()?,
                Some(name) => name.as_str()?,
                None => of_several?.as_str()?,
            }
        }
        Value::Number(number) => return Some(number.to_string()),
        _ => return None,
    };
    Some(one_line(text)).filter(|text| !text.is_empty())
}

/// A text of paragraphs without links to meetings and what opens them; `None` when there is none.
fn paragraphs(value: &Value) -> Option<String> {
    let text = without_meetings(&value.as_str()?.replace("\r\n", "\n").replace('\r', "\n"));
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// The text of an event that is left out, without what this importer drops so that nobody gets to see it: answers to
/// questions (telephone numbers among them), and what opens a meeting.
pub fn for_eyes(text: &str) -> String {
    // An escape may hide an address: `https:\/\/zoom.us`.
    if !text.contains("\"answers\"") && !text.contains('\\') {
        return without_meetings(text);
    }
    let Ok(Value::Object(mut members)) = serde_json::from_str(text) else { return String::new() };
    members.remove("answers");
    without_meetings(&Value::Object(members).to_string())
}

/// The text without links to meetings and what opens them. No link holds white space or, in JSON, a quotation mark, so a
/// text of many links is read word by word.
fn without_meetings(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for word in text.split_inclusive(|mark: char| mark.is_whitespace() || mark == '"') {
        match is_of_a_meeting(word) {
            true => kept.push_str(&without_link(word)),
            false => kept.push_str(word),
        }
    }
    match kept == text {
        true => kept,
        false => ACCESS.replace_all(&kept, "$what [left out]").into_owned(),
    }
}

fn without_link(word: &str) -> String {
    let mut links = link_addresses(word);
    // `zoommtg://zoom.us/join` is no address of the web.
    links.extend(
        word.contains("://")
            .then(|| word.trim_end_matches(|mark: char| mark.is_whitespace() || mark == '"').to_owned()),
    );
    let meetings = links.iter().filter(|link| is_of_a_meeting(link));
    meetings.fold(word.to_owned(), |word, link| word.replace(link, "[link to a meeting]"))
}

/// What opens a meeting, as invitations print it: "Passcode: 123456", "Meeting ID: 812 3456 7890".
static ACCESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?<what>(?:pass ?code|password|passwort|kennwort|mot de passe|meeting[- ]id) ?[:=]) ?(?:\d{3} \d{3,4} \d{3,4}|\S+)",
    )
    .expect("the pattern is a constant that the tests compile")
});

/// The room; a link to a meeting is none.
fn room(value: &Value) -> Option<String> {
    words(value).filter(|room| !room.contains("://") || !is_of_a_meeting(room))
}

fn is_of_a_meeting(link: &str) -> bool {
    let link = link.to_lowercase();
    MEETINGS.iter().any(|site| link.contains(site))
}

impl Event {
    /// The title, with the subtitle; `None` when it has none.
    pub fn title(&self) -> Option<String> {
        let title = words(&self.title)?;
        Some(match words(&self.subtitle) {
            Some(subtitle) => format!("{title}: {subtitle}"),
            None => title,
        })
    }

    /// "lecture", "Talk 30 min", …; `None` when the file does not say.
    pub fn kind(&self) -> Option<String> {
        words(&self.r#type).or_else(|| words(&self.submission_type))
    }

    /// The track; `None` when the file does not say.
    pub fn track(&self) -> Option<String> {
        words(&self.track)
    }

    /// Whether anybody speaks: if not, it is a break or a meeting, and no paper.
    pub fn has_speakers(&self) -> bool {
        self.names().next().is_some()
    }

    fn names(&self) -> impl Iterator<Item = String> {
        let people = self.persons.iter().flatten().chain(self.speakers.iter().flatten());
        people.filter_map(|person| {
            words(&person.public_name).or_else(|| words(&person.full_public_name)).or_else(|| words(&person.name))
        })
    }

    /// Where and when it takes place, once for each time it does; once, with nothing known, when the file does not say.
    pub fn slots(&self) -> Vec<Slot> {
        let slots: Vec<Slot> = self.slots.iter().flatten().map(RestSlot::read).collect();
        if !slots.is_empty() {
            return slots;
        }
        let time = words(&self.date).map(|printed| {
            let start = Instant::parse(&printed);
            let length = words(&self.duration).and_then(|duration| minutes(&duration));
            let end = start.zip(length).and_then(|(start, length)| start.later(length));
            TimeRecord { starts_at: start.map(Instant::iso), ends_at: end.map(Instant::iso), printed }
        });
        vec![Slot { room: room(&self.room), time }]
    }

    /// The paper, without its conference and where it is presented.
    pub fn paper(&self, line: u64, title: String, acronym: Option<&str>) -> PaperRecord {
        let texts = [paragraphs(&self.r#abstract), paragraphs(&self.description)];
        let texts: Vec<String> = texts.into_iter().flatten().collect();
        let abstract_text = Some(texts.join("\n\n")).filter(|text| !text.is_empty());
        let given = self.links.iter().flatten().chain(self.attachments.iter().flatten());
        let given = given.filter_map(|link| words(&link.url)).filter(|link| link.contains("://"));
        let in_text = abstract_text.as_deref().map(link_addresses).unwrap_or_default();
        let links = each_once(given.chain(in_text).filter(|link| !is_of_a_meeting(link)));
        let name = words(&self.code).or_else(|| words(&self.id));
        let scheme =
            acronym.map_or_else(|| "pretalx".to_owned(), |acronym| format!("pretalx:{}", acronym.to_lowercase()));
        PaperRecord {
            line,
            title,
            authors: self.names().map(|name| AuthorRecord::from(PersonName::literal(name))).collect(),
            abstract_text,
            status: words(&self.state),
            track: self.track(),
            url: words(&self.url).filter(|url| !is_of_a_meeting(url)),
            ids: name.map(|value| PaperId { scheme, value }).into_iter().collect(),
            links,
            ..PaperRecord::default()
        }
    }
}

impl RestSlot {
    fn read(&self) -> Slot {
        let moment = |value: &Value| words(value).and_then(|text| Instant::parse(&text)).map(Instant::iso);
        let time = words(&self.start).map(|printed| TimeRecord {
            printed,
            starts_at: moment(&self.start),
            ends_at: moment(&self.end),
        });
        Slot { room: room(&self.room), time }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_an_event_without_answers_and_meetings() {
        let cases = [
            (r#"{"id": 1, "room": "Attic"}"#, r#"{"id": 1, "room": "Attic"}"#),
            (r#"{"id": 1, "answers": ["+49 30 1"], "room": "Attic"}"#, r#"{"id":1,"room":"Attic"}"#),
            (r#"{"url": "https:\/\/zoom.us\/j\/8?pwd=x", "id": 1}"#, r#"{"id":1,"url":"[link to a meeting]"}"#),
            (r#"{"url":"https://zoom.us/j/8?pwd=x"}"#, r#"{"url":"[link to a meeting]"}"#),
        ];
        for (text, expected) in cases {
            assert_eq!(for_eyes(text), expected);
        }
    }

    #[test]
    fn leaves_out_what_opens_a_meeting() {
        let cases = [
            ("Join https://acme.zoom.us/j/81234?pwd=abc now.", "Join [link to a meeting] now."),
            ("zoommtg://zoom.us/join?confno=8&pwd=x", "[link to a meeting]"),
            (
                "At zoom.us/j/812, passcode: s3cret; Meeting ID: 812 3456 7890.",
                "At [link to a meeting], passcode: [left out] Meeting ID: [left out].",
            ),
            ("A password: what is it? See jitsi.", "A password: what is it? See jitsi."),
        ];
        for (text, expected) in cases {
            assert_eq!(paragraphs(&Value::from(text)).as_deref(), Some(expected));
        }
    }
}
