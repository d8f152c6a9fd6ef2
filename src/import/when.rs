//! Dates and times as the pages of conferences print them, and what they mean.
//!
//! Real ones: "Tue 19 Jul 8:15 a.m. EDT — 9:45 a.m. EDT", "Tue 12 Dec 05:45 PM CET", "10 a.m. EDT — 11 a.m. EDT",
//! "Tue Dec 10th 10:20 -- 10:35 AM @ West Ballroom C", "10:05 am : West Exhibition Hall C + B3", "Fri 28 Jul".

use std::sync::LazyLock;

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::{Offset, TimeZone};
use jiff::{Span, ZonedDateTime};
use regex_lite::{Captures, Regex};

use crate::record::TimeRecord;

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Zone abbreviations with one meaning on conference pages, in hours from UTC. `IST`, `CST` in Asia and the like are
/// left out: a time whose zone is not certain is kept without an offset.
const ZONES: [(&str, i8); 22] = [
    ("UTC", 0),
    ("GMT", 0),
    ("WET", 0),
    ("BST", 1),
    ("CET", 1),
    ("WEST", 1),
    ("CEST", 2),
    ("EET", 2),
    ("EEST", 3),
    ("JST", 9),
    ("KST", 9),
    ("AEST", 10),
    ("AEDT", 11),
    ("NZST", 12),
    ("EST", -5),
    ("EDT", -4),
    ("CDT", -5),
    ("MST", -7),
    ("MDT", -6),
    ("PST", -8),
    ("PDT", -7),
    ("HST", -10),
];

static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?xi) ^ [\[(]? \s*
        (?: (?<weekday> mon|tue|wed|thu|fri|sat|sun ) [a-z]* \.? ,? (?: \s+ | $ | \s*[\])] ) )?
        (?: (?:
              (?<day> \d{1,2} ) (?: st|nd|rd|th )? \s+
              (?<month> jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec ) [a-z]* \.?
            | (?<month2> jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec ) [a-z]* \.? \s+
              (?<day2> \d{1,2} ) (?: st|nd|rd|th )?
          ) (?: ,? \s+ (?<year> \d{4} ) )? ,? \s* )?
        (?: (?: at \s+ )?
          (?<hour> \d{1,2} ) (?: : (?<minute> \d{2} ) )? \s* (?<half> [ap]\.?m\.? )?
          (?: \s+ \(? (?<zone> [A-Z]{3,4} ) \)? )?
          (?: \s* (?: -{1,3} | – | — | to | until ) \s*
            (?<hour2> \d{1,2} ) (?: : (?<minute2> \d{2} ) )? \s* (?<half2> [ap]\.?m\.? )?
            (?: \s+ \(? (?<zone2> [A-Z]{3,4} ) \)? )? )?
        )? \s*
        (?: (?: @ | \s : \s ) \s* (?<room> \S .* ) )? [\])]? $",
    )
    .expect("the pattern is a constant that the tests compile")
});

static SUFFIX: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\s(?:mon|tue|wed|thu|fri|sat|sun)(?:day|s|nes|rs|ur)*\.?,?\s+\w")
        .expect("the pattern is a constant that the tests compile")
});

/// What the rest of the page says about its times.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    /// The year of the conference; `None` when nobody says.
    pub year: Option<i16>,
    /// The zone that the page was saved in; `None` when it does not say.
    pub zone: Option<TimeZone>,
    /// The day of the session, for times that give none of their own.
    pub day: Option<Date>,
}

/// A date, a time or both, as printed.
#[derive(Debug, Clone, PartialEq)]
pub struct Printed {
    /// The words of the source, without a room.
    pub text: String,
    /// The room that stands after `@` or ` : `; `None` when there is none.
    pub room: Option<String>,
    weekday: Option<Weekday>,
    year: Option<i16>,
    day: Option<(i8, i8)>,
    start: Option<Time>,
    end: Option<Time>,
    zone: Option<String>,
}

impl Printed {
    /// Reads a line that is a date, a time, or both, and nothing else; `None` for any other line.
    pub fn parse(line: &str) -> Option<Self> {
        // Most lines are long; no time is.
        let captures = (line.len() <= 120).then(|| PATTERN.captures(line)).flatten()?;
        let group = |name: &str| captures.name(name).map(|group| group.as_str());
        let weekday = group("weekday").and_then(weekday_of);
        let day = group("day").or(group("day2")).zip(group("month").or(group("month2")));
        let day = match day {
            Some((day, month)) => Some((month_of(month)?, day.parse().ok()?)),
            None => None,
        };
        // "8" and "310" are numbers; a time has minutes or a half of the day.
        let has_time = group("hour").is_some();
        let is_clear = ["minute", "half", "minute2", "half2"].iter().any(|name| group(name).is_some());
        if (has_time && !is_clear) || (!has_time && day.is_none()) {
            return None;
        }
        let end = time_of(&captures, "hour2", "minute2", "half2", None)?;
        let start = time_of(&captures, "hour", "minute", "half", group("half2"))?;
        let room = captures.name("room");
        let text = room.map_or(line, |room| line.get(..room.start()).unwrap_or(line));
        Some(Self {
            text: text.trim_end_matches(|mark: char| mark.is_whitespace() || matches!(mark, '@' | ':')).to_owned(),
            room: room.map(|room| room.as_str().trim().to_owned()),
            weekday,
            year: group("year").and_then(|year| year.parse().ok()),
            day,
            start,
            end,
            zone: group("zone2").or(group("zone")).map(str::to_uppercase),
        })
    }

    /// Splits "Gaze meets ML Sat 3 Dec 07:30 a.m." into the title and the time; `None` when the line does not end with
    /// a weekday and a date.
    pub fn split_from_title(line: &str) -> Option<(&str, Self)> {
        SUFFIX.find_iter(line).find_map(|found| {
            let (title, rest) = line.split_at_checked(found.start())?;
            let printed = Self::parse(rest.trim()).filter(|printed| printed.day.is_some() && printed.room.is_none())?;
            (!title.trim().is_empty()).then(|| (title.trim_end(), printed))
        })
    }

    /// What it means, as far as that is certain, and the reason when it is not.
    pub fn resolve(&self, clock: &Clock) -> (TimeRecord, Option<String>) {
        let mut record = TimeRecord { printed: self.text.clone(), ..TimeRecord::default() };
        let date = match self.date(clock) {
            Ok(Some(date)) => date,
            Ok(None) => return (record, None),
            Err(reason) => return (record, Some(reason)),
        };
        let Some(start) = self.start else { return (record, None) };
        let starts_at = date.to_datetime(start);
        record.starts_at = Some(self.iso(starts_at, clock));
        if let Some(end) = self.end {
            // An end before its start is on the next day.
            let date = if end < start { date.checked_add(Span::new().days(1)).unwrap_or(date) } else { date };
            record.ends_at = Some(self.iso(date.to_datetime(end), clock));
        }
        (record, None)
    }

    /// The day it is on; `None` when it gives no day or nobody knows the year.
    ///
    /// # Errors
    /// The reason, when the weekday and the date contradict each other.
    pub fn date(&self, clock: &Clock) -> Result<Option<Date>, String> {
        let Some((month, day)) = self.day else { return Ok(clock.day) };
        let Some(year) = self.year.or(clock.year) else { return Ok(None) };
        let date = Date::new(year, month, day).map_err(|_| format!("\"{}\": {year} has no such day", self.text))?;
        match self.weekday {
            Some(weekday) if weekday != date.weekday() => Err(format!(
                "\"{}\" is a {:?} in {year}: the time is kept as printed, without a date",
                self.text,
                date.weekday()
            )),
            _ => Ok(Some(date)),
        }
    }

    fn iso(&self, moment: DateTime, clock: &Clock) -> String {
        let zone = match &self.zone {
            Some(name) => ZONES
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, hours)| TimeZone::fixed(Offset::constant(*hours))),
            None => clock.zone.clone(),
        };
        let zoned: Option<ZonedDateTime> = zone.and_then(|zone| moment.to_zoned_datetime(zone).ok());
        zoned.map_or_else(
            || moment.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
            |zoned| zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        )
    }
}

/// The zone of a line such as "Timezone: America/New_York"; `None` for any other line or an unknown zone.
pub fn zone_of(line: &str) -> Option<TimeZone> {
    let (label, name) = line.split_once(':')?;
    let is_label = label.eq_ignore_ascii_case("timezone") || label.eq_ignore_ascii_case("time zone");
    is_label.then(|| TimeZone::get(name.trim()).ok()).flatten()
}

/// Outer `None`: the groups hold no real time, such as 25:70. Inner `None`: there is none.
fn time_of(
    captures: &Captures<'_>,
    hour: &str,
    minute: &str,
    half: &str,
    inherited: Option<&str>,
) -> Option<Option<Time>> {
    let Some(hour) = captures.name(hour) else { return Some(None) };
    let mut hour: i8 = hour.as_str().parse().ok()?;
    let minute: i8 = captures.name(minute).map_or(Some(0), |minute| minute.as_str().parse().ok())?;
    let half = captures.name(half).map(|half| half.as_str()).or(inherited);
    if let Some(half) = half {
        // "00:15 a.m." and "12:15 a.m." are met, and both mean a quarter past midnight.
        if hour > 12 {
            return None;
        }
        hour = hour % 12 + if half.to_ascii_lowercase().starts_with('p') { 12 } else { 0 };
    }
    Time::new(hour, minute, 0, 0).ok().map(Some)
}

fn month_of(name: &str) -> Option<i8> {
    let name = name.to_ascii_lowercase();
    MONTHS.iter().position(|month| *month == name).and_then(|month| i8::try_from(month + 1).ok())
}

fn weekday_of(name: &str) -> Option<Weekday> {
    let name = name.to_ascii_lowercase();
    let position = WEEKDAYS.iter().position(|weekday| *weekday == name)?;
    Weekday::from_monday_zero_offset(i8::try_from(position).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn icml_2022() -> Clock {
        Clock { year: Some(2022), ..Clock::default() }
    }

    #[test]
    fn reads_the_times_that_pages_print() {
        let cases = [
            (
                "Tue 19 Jul 8:15 a.m. EDT — 9:45 a.m. EDT",
                Some(("2022-07-19T08:15:00-04:00", Some("2022-07-19T09:45:00-04:00"))),
            ),
            ("Tue 19 Jul 12:15 p.m. EDT", Some(("2022-07-19T12:15:00-04:00", None))),
            (
                "Tue Jul 19th 10:20 -- 10:35 PM @ West Ballroom C",
                Some(("2022-07-19T22:20:00", Some("2022-07-19T22:35:00"))),
            ),
            (
                "Tue 19 Jul 11:30 p.m. UTC - 1:00 a.m. UTC",
                Some(("2022-07-19T23:30:00+00:00", Some("2022-07-20T01:00:00+00:00"))),
            ),
            ("[ Tuesday, July 19, 2022 08:00 ]", Some(("2022-07-19T08:00:00", None))),
            // The weekday is wrong: nobody knows the day.
            ("Mon 19 Jul 8:15 a.m. EDT", None),
            ("7:30 a.m.", None),
            ("Fri 22 Jul", None),
        ];
        for (line, expected) in cases {
            let (record, _) = Printed::parse(line).expect(line).resolve(&icml_2022());
            let found = record.starts_at.as_deref().map(|start| (start, record.ends_at.as_deref()));
            assert_eq!(found, expected, "{line}");
        }
    }

    #[test]
    fn leaves_other_lines_alone() {
        for line in
            ["Room 310", "310", "3", "Sun", "May", "Mon Cheri", "8", "March 3D", "25:70", "Sat Solvers", "10 to 12"]
        {
            assert_eq!(Printed::parse(line), None, "{line}");
        }
    }

    #[test]
    fn takes_the_room_that_follows_a_time() {
        let cases = [
            ("10:05 am : West Exhibition Hall C + B3", ("10:05 am", Some("West Exhibition Hall C + B3"))),
            ("5:30 pm -- 10:30 PM @ East Hall", ("5:30 pm -- 10:30 PM", Some("East Hall"))),
            ("10:05 am", ("10:05 am", None)),
        ];
        for (line, (text, room)) in cases {
            let printed = Printed::parse(line).expect(line);
            assert_eq!((printed.text.as_str(), printed.room.as_deref()), (text, room), "{line}");
        }
    }

    #[test]
    fn splits_a_title_from_its_time() {
        let cases = [
            ("Workshop: Gaze meets ML Sat 3 Dec 07:30 a.m.", Some("Workshop: Gaze meets ML")),
            ("Social: Surfing Fri 28 Jul", Some("Social: Surfing")),
            ("A Sun That Never Sets", None),
            ("Sat 3 Dec 07:30 a.m.", None),
        ];
        for (line, title) in cases {
            assert_eq!(Printed::split_from_title(line).map(|(title, _)| title), title, "{line}");
        }
    }

    #[test]
    fn uses_the_zone_that_the_page_names() {
        let clock = Clock { zone: zone_of("Timezone: America/New_York"), ..icml_2022() };
        let (record, _) = Printed::parse("Tue 19 Jul 8:15 a.m.").expect("a time").resolve(&clock);
        assert_eq!(record.starts_at.as_deref(), Some("2022-07-19T08:15:00-04:00"));
    }
}
