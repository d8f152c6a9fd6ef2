//! From the JSON to its events, wherever in it they stand.

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::event::words;
use crate::record::ConferenceRecord;

/// How deep an event may stand: schedule, conference, days, day, rooms, room, event.
const DEEPEST: u8 = 8;

/// What was found in a file.
#[derive(Default)]
pub struct Walk {
    /// Each event's line, from 1, and its text, in file order.
    pub events: Vec<(u64, String)>,
    /// The short name of the conference; `None` when the file does not say.
    pub acronym: Option<String>,
    title: Option<String>,
    start: Option<String>,
}

impl Walk {
    /// Goes through the file.
    ///
    /// # Errors
    /// What serde_json has to say of it.
    pub fn of(text: &str) -> serde_json::Result<Self> {
        let whole: &RawValue = serde_json::from_str(text)?;
        let mut walk = Self::default();
        let mut place = Place { text, at: 0, line: 1 };
        walk.enter(whole, &mut place, DEEPEST)?;
        Ok(walk)
    }

    /// The conference; `None` when the file does not name it. A year that its title lacks is that of its first day.
    pub fn conference(&self) -> Option<ConferenceRecord> {
        let title = self.title.as_deref().or(self.acronym.as_deref())?;
        let year = self.start.as_deref().and_then(|start| start.get(..4)).and_then(|year| year.parse().ok());
        Some(ConferenceRecord::of_proceedings(title, year))
    }

    fn enter<'a>(&mut self, value: &'a RawValue, place: &mut Place<'a>, depth: u8) -> serde_json::Result<()> {
        if depth == 0 {
            return Ok(());
        }
        match value.get().as_bytes().first() {
            Some(b'[') => {
                for value in serde_json::from_str::<Vec<&RawValue>>(value.get())? {
                    self.enter(value, place, depth - 1)?;
                }
            }
            Some(b'{') => {
                let Pairs(pairs) = serde_json::from_str(value.get())?;
                let has = |key: &str| pairs.iter().any(|(known, _)| known == key);
                if is_event(&has) {
                    self.events.push((place.line_of(value), value.get().to_owned()));
                    return Ok(());
                }
                if has("days") && (has("acronym") || has("title")) {
                    let text = |key: &str| {
                        let value = pairs.iter().find(|(known, _)| known == key).map(|(_, value)| value.get())?;
                        words(&serde_json::from_str(value).ok()?)
                    };
                    (self.acronym, self.title, self.start) = (text("acronym"), text("title"), text("start"));
                }
                for (_, value) in pairs {
                    self.enter(value, place, depth - 1)?;
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// Whether an object with these keys is an event, be a person or a title missing.
fn is_event(has: &impl Fn(&str) -> bool) -> bool {
    let has_people = has("persons") || has("speakers");
    let has_place = has("room") && (has("date") || has("start") || has("slots"));
    let has_name = has("guid") || has("code") || has("id");
    let is_whole = has("title") && (has_people || has_place);
    !has("days") && !has("conference") && (is_whole || (has_people && has_name))
}

/// The members of an object in file order.
struct Pairs<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Pairs<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Pairs<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

/// Where the walk is in the text; it only goes forwards.
struct Place<'a> {
    text: &'a str,
    at: usize,
    line: u64,
}

impl<'a> Place<'a> {
    /// The line of a value that stands in the text, behind those asked for before.
    fn line_of(&mut self, value: &'a RawValue) -> u64 {
        let at = (value.get().as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        let between = self.text.as_bytes().get(self.at..at).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', between).count() as u64;
        self.at = at;
        self.line
    }
}
