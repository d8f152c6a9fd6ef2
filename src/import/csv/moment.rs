//! Dates and times as spreadsheets and people write them in cells: `2022-07-19 10:15`, `19.07.2022 10:15`,
//! `7/19/2022 10:15 AM`, `10:15 – 10:35` beside a column of dates, `Tue 19 Jul 10:15 a.m.`.
//!
//! `3/4/2022` is in March or in April, as the other dates of the table say; where none does, it is kept as printed.

use std::sync::LazyLock;

use jiff::civil::{Date, Time};
use jiff::tz::Offset;
use regex_lite::{Captures, Regex};

use crate::import::instant::Instant;
use crate::import::when::{Clock, Printed};
use crate::record::TimeRecord;

static DAY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?xi) ^ (?: (?: mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so ) [a-z]* \.? ,? \s+ )?
        (?<one> \d{1,4} ) (?<mark> [./-] ) \s? (?<two> \d{1,2} ) (?<mark2> [./-] ) \s? (?<three> \d{1,4} ) ,? (?: \s+ | $ )",
    )
    .expect("the pattern is a constant that the tests compile")
});

static SPAN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?xi) ^
        (?<hour> \d{1,2} ) (?: [:.h] (?<minute> \d{2} ) (?: : (?<second> \d{2} ) (?: \. \d+ )? )? )?
        \s* (?<half> [ap]\.?m\.? )? (?: \s* (?: uhr|h ) )?
        (?: \s* (?: -{1,3} | – | — | to | bis ) \s*
          (?<hour2> \d{1,2} ) (?: [:.h] (?<minute2> \d{2} ) (?: : (?<second2> \d{2} ) )? )?
          \s* (?<half2> [ap]\.?m\.? )? (?: \s* (?: uhr|h ) )? )? $",
    )
    .expect("the pattern is a constant that the tests compile")
});

/// A day as a cell writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Day {
    Sure(Date),
    /// `19/7/2022`: the table writes the day first.
    European(Date),
    /// `7/19/2022`: the table writes the month first.
    American(Date),
    /// `3/4/2022`.
    Either {
        day_first: Date,
        month_first: Date,
    },
}

/// How a table writes its dates, as far as they say it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Order {
    has_day_first: bool,
    has_month_first: bool,
}

/// What the cells of a row say of a time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct When {
    /// The words of the cells.
    pub printed: String,
    day: Option<Day>,
    from: Option<Time>,
    to: Option<Time>,
    /// The day that the cell of the end gives, where it gives one.
    last_day: Option<Day>,
    offset: Option<Offset>,
}

impl When {
    /// Reads the cells of a row; `None` when all of them are empty.
    pub fn read(date: Option<&str>, start: Option<&str>, end: Option<&str>, clock: &Clock) -> Option<Self> {
        let own = start.and_then(|start| Self::of_cell(start, clock));
        let day = date.and_then(|date| Self::of_cell(date, clock));
        let has_day = own.as_ref().is_some_and(|own| own.day.is_some());
        let printed = match (date, start) {
            (Some(date), Some(start)) if !has_day => format!("{date} {start}"),
            (_, Some(start)) => start.to_owned(),
            (Some(date), None) => date.to_owned(),
            (None, None) => return None,
        };
        // "Tue 19 Jul" and "10:15 a.m." mean something together.
        let whole = match &day {
            None if !has_day => Self::of_cell(&printed, clock),
            _ => None,
        };
        let mut when = whole.or(own).unwrap_or_default();
        if let Some(day) = day.filter(|_| when.day.is_none()) {
            when.day = day.day;
            // A date with midnight behind it is what programs write for a date alone.
            if start.is_none() {
                when.from = day.from.filter(|time| *time != Time::midnight());
            }
        }
        if let Some(end) = end.and_then(|end| Self::of_cell(end, clock)) {
            (when.to, when.last_day) = (end.from.or(when.to), end.day);
        }
        Some(Self { printed, ..when })
    }

    /// What one cell says; `None` when it is neither a date nor a time.
    fn of_cell(text: &str, clock: &Clock) -> Option<Self> {
        let captures = DAY.captures(text);
        let end = captures.as_ref().and_then(|captures| captures.get(0)).map_or(0, |all| all.end());
        let rest = text.get(end..).unwrap_or(text);
        let day = match captures.as_ref().map(day) {
            Some(None) => return None,
            day => day.flatten(),
        };
        if day.is_some() && rest.is_empty() {
            return Some(Self { day, ..Self::default() });
        }
        let is_span = |found: &(Time, Option<Time>)| day.is_none() || found.1.is_none_or(|to| to > found.0);
        if let Some((from, to)) = span(rest).filter(is_span) {
            return Some(Self { day, from: Some(from), to, ..Self::default() });
        }
        let instant = |text: &str| {
            let instant = Instant::parse(text)?;
            let civil = instant.civil();
            Some((Day::Sure(civil.date()), civil.time(), instant.offset()))
        };
        if let Some((day, from, offset)) = instant(text) {
            return Some(Self { day: Some(day), from: Some(from), offset, ..Self::default() });
        }
        let (record, _) = Printed::parse(text)?.resolve(clock);
        let (day, from, offset) = instant(record.starts_at.as_deref()?)?;
        let to = record.ends_at.as_deref().and_then(instant).map(|(_, to, _)| to);
        Some(Self { day: Some(day), from: Some(from), to, offset, ..Self::default() })
    }

    /// What it means where the table writes its dates in this order.
    pub fn resolve(&self, order: Order) -> (TimeRecord, Option<Instant>) {
        let record = TimeRecord { printed: self.printed.clone(), ..TimeRecord::default() };
        let Some((date, from)) = self.day.and_then(|day| order.choose(day)).zip(self.from) else {
            return (record, None);
        };
        let start = Instant::of(date.to_datetime(from), self.offset);
        let end = self.to.and_then(|to| {
            let date = match self.last_day.and_then(|day| order.choose(day)) {
                Some(day) => day,
                // An end before its start is on the next day.
                None if to < from => date.tomorrow().ok()?,
                None => date,
            };
            Some(Instant::of(date.to_datetime(to), self.offset).iso())
        });
        (TimeRecord { starts_at: Some(start.iso()), ends_at: end, ..record }, Some(start))
    }

    /// Whether the day cannot be told in this order.
    pub fn is_doubtful(&self, order: Order) -> bool {
        self.day.is_some_and(|day| order.choose(day).is_none())
    }
}

impl Order {
    /// Learns from one time more.
    pub fn learn(&mut self, when: &When) {
        for day in [when.day, when.last_day].into_iter().flatten() {
            self.has_day_first |= matches!(day, Day::European(_));
            self.has_month_first |= matches!(day, Day::American(_));
        }
    }

    fn choose(self, day: Day) -> Option<Date> {
        match day {
            Day::Sure(date) | Day::European(date) | Day::American(date) => Some(date),
            Day::Either { day_first, month_first } => match (self.has_day_first, self.has_month_first) {
                (true, false) => Some(day_first),
                (false, true) => Some(month_first),
                _ => None,
            },
        }
    }
}

/// The day of a date in figures; `None` when no calendar has it.
fn day(captures: &Captures<'_>) -> Option<Day> {
    let text = |name: &str| captures.name(name).map_or("", |group| group.as_str());
    let number = |name: &str| text(name).parse::<i16>().ok();
    let (one, two, three) = (number("one")?, number("two")?, number("three")?);
    if text("mark") != text("mark2") {
        return None;
    }
    let date =
        |year: i16, month: i16, day: i16| Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok();
    if text("one").len() == 4 {
        return date(one, two, three).map(Day::Sure);
    }
    // Excel writes `7/19/22`.
    let year = match text("three").len() {
        4 => three,
        2 => 2000 + three,
        _ => return None,
    };
    let (day_first, month_first) = (date(year, two, one), date(year, one, two));
    match (day_first, month_first) {
        (Some(date), _) if text("mark") == "." || one == two => Some(Day::Sure(date)),
        (None, _) if text("mark") == "." => None,
        (Some(day_first), Some(month_first)) => Some(Day::Either { day_first, month_first }),
        (Some(date), None) => Some(Day::European(date)),
        (None, Some(date)) => Some(Day::American(date)),
        (None, None) => None,
    }
}

/// The groups of [`SPAN`] that hold the start, and those that hold the end.
const FROM: [&str; 3] = ["hour", "minute", "second"];
const TO: [&str; 3] = ["hour2", "minute2", "second2"];

/// "10:15 AM", "10:15 – 11:45", "10 Uhr" is none; `None` for anything that is no time of a day.
fn span(text: &str) -> Option<(Time, Option<Time>)> {
    let captures = SPAN.captures(text.trim())?;
    let half = |name: &str| captures.name(name).map(|half| half.as_str().to_ascii_lowercase().starts_with('p'));
    let time = |[hour, minute, second]: [&str; 3], half: Option<bool>| {
        let number = |name: &str| captures.name(name).map(|group| group.as_str().parse::<i8>().ok());
        let hour: i8 = number(hour)??;
        // "10" is a number.
        if number(minute).is_none() && half.is_none() {
            return None;
        }
        let hour = match half {
            Some(_) if !(1..=12).contains(&hour) => return None,
            Some(is_afternoon) => hour % 12 + if is_afternoon { 12 } else { 0 },
            None => hour,
        };
        Time::new(hour, number(minute).unwrap_or(Some(0))?, number(second).unwrap_or(Some(0))?, 0).ok()
    };
    if captures.name("hour2").is_none() {
        return time(FROM, half("half")).map(|from| (from, None));
    }
    let to = time(TO, half("half2"))?;
    // "10:20 - 10:35 PM" is all of one half, "11:30 - 12:15 PM" is not.
    let from = match half("half").or(half("half2")) {
        Some(_) if half("half").is_none() => {
            [half("half2"), Some(false)].into_iter().filter_map(|half| time(FROM, half)).find(|from| *from <= to)?
        }
        half => time(FROM, half)?,
    };
    Some((from, Some(to)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The start and the end of cells in a table of 2022 that writes the day or the month first.
    fn read(date: &str, start: &str, end: &str, order: Order) -> String {
        let cell = |text: &'static str| Some(text).filter(|text| !text.is_empty());
        let clock = Clock { year: Some(2022), ..Clock::default() };
        let leak = |text: &str| cell(Box::leak(text.to_owned().into_boxed_str()));
        let Some(when) = When::read(leak(date), leak(start), leak(end), &clock) else { return "nothing".into() };
        let (record, _) = when.resolve(order);
        [record.starts_at, record.ends_at].map(|at| at.unwrap_or_else(|| "?".into())).join(" ")
    }

    #[test]
    fn reads_what_spreadsheets_write() {
        let cases = [
            (["", "2022-07-19 10:15", ""], "2022-07-19T10:15:00 ?"),
            (["", "2022-07-19T10:15:00+02:00", ""], "2022-07-19T10:15:00+02:00 ?"),
            (["", "2022-07-19 16:00:00-05:00", ""], "2022-07-19T16:00:00-05:00 ?"),
            (["", "2022-07-19 10:15-11:45", ""], "2022-07-19T10:15:00 2022-07-19T11:45:00"),
            (["", "2022/07/19 10:15", ""], "2022-07-19T10:15:00 ?"),
            (["", "19.07.2022 10:15", "19.07.2022 11:45"], "2022-07-19T10:15:00 2022-07-19T11:45:00"),
            (["", "19.07.2022, 10.15 Uhr", ""], "2022-07-19T10:15:00 ?"),
            (["", "7/19/2022 10:15 AM", "7/19/2022 12:05 PM"], "2022-07-19T10:15:00 2022-07-19T12:05:00"),
            (["", "7/19/22 22:15", "0:30"], "2022-07-19T22:15:00 2022-07-20T00:30:00"),
            (["19/07/2022", "10h15", ""], "2022-07-19T10:15:00 ?"),
            (["2022-07-19 00:00:00", "10:15:00", "10:35:00"], "2022-07-19T10:15:00 2022-07-19T10:35:00"),
            (["2022-07-19", "10:15 – 11:45", ""], "2022-07-19T10:15:00 2022-07-19T11:45:00"),
            (["2022-07-19", "11:30 - 12:15 PM", ""], "2022-07-19T11:30:00 2022-07-19T12:15:00"),
            (["Di 19.7.2022", "9 am", ""], "2022-07-19T09:00:00 ?"),
            (["Tue 19 Jul", "10:15 a.m. EDT", ""], "2022-07-19T10:15:00-04:00 ?"),
            (["Tuesday, July 19, 2022", "10:15", ""], "2022-07-19T10:15:00 ?"),
            (["2022-07-19 10:15", "", ""], "2022-07-19T10:15:00 ?"),
            (["2022-07-19", "", ""], "? ?"),
            (["", "10:15", ""], "? ?"),
            (["2022-07-19", "soon", ""], "? ?"),
            (["", "30.02.2022 10:15", ""], "? ?"),
            (["", "2022-07-19 25:15", ""], "? ?"),
            (["", "3/4/2022 10:15", ""], "? ?"),
            (["", "", ""], "nothing"),
        ];
        for ([date, start, end], expected) in cases {
            assert_eq!(read(date, start, end, Order::default()), expected, "{date}|{start}|{end}");
        }
    }

    #[test]
    fn reads_a_doubtful_date_as_the_others_of_its_table() {
        let mut order = Order::default();
        order.learn(&When::read(None, Some("19/7/2022 9:00"), None, &Clock::default()).unwrap());
        assert_eq!(read("", "3/4/2022 10:15", "", order), "2022-04-03T10:15:00 ?");
        order.learn(&When::read(None, Some("7/19/2022 9:00"), None, &Clock::default()).unwrap());
        assert_eq!(read("", "3/4/2022 10:15", "", order), "? ?");
    }
}
