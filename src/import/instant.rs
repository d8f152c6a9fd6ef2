//! Moments as programmes write them for machines.

use jiff::civil::{DateTime, Time};
use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

/// A moment with the offset that its source gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instant {
    civil: DateTime,
    /// `None` when the source names no zone.
    offset: Option<Offset>,
}

impl Instant {
    /// Reads `2020-11-16T16:00:00+01:00`, `2020-11-16 16:00Z` or `2020-11-16 16:00`; `None` for anything else, a date
    /// without a time among it.
    pub fn parse(text: &str) -> Option<Self> {
        let pieces = DateTimeParser::new().parse_pieces(text.trim()).ok()?;
        let time: Time = pieces.time()?;
        Some(Self { civil: pieces.date().to_datetime(time), offset: pieces.to_numeric_offset() })
    }

    /// The moment of a clock with this offset; `None` when nobody names a zone.
    pub fn of(civil: DateTime, offset: Option<Offset>) -> Self {
        Self { civil, offset }
    }

    /// What the clock shows.
    pub fn civil(self) -> DateTime {
        self.civil
    }

    /// The offset that the source gives.
    pub fn offset(self) -> Option<Offset> {
        self.offset
    }

    /// The moment among all others, that of UTC where the source names no zone; `None` when it is out of range.
    pub fn moment(self) -> Option<Timestamp> {
        self.offset.unwrap_or(Offset::UTC).to_timestamp(self.civil).ok()
    }

    /// The moment so many minutes later; `None` when no calendar reaches that far.
    pub fn later(self, minutes: i64) -> Option<Self> {
        let civil = self.civil.checked_add(SignedDuration::from_mins(minutes)).ok()?;
        Some(Self { civil, ..self })
    }

    /// ISO 8601, with the offset where the source names a zone.
    pub fn iso(self) -> String {
        let civil = self.civil.strftime("%Y-%m-%dT%H:%M:%S");
        let Some(seconds) = self.offset.map(Offset::seconds) else { return civil.to_string() };
        let sign = if seconds < 0 { '-' } else { '+' };
        let minutes = seconds.abs() / 60;
        format!("{civil}{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

/// Minutes in "00:45", "1:30:00" or "3:00:00:00" (days first); `None` when it is no such length.
pub fn minutes(text: &str) -> Option<i64> {
    let parts: Vec<i64> = text.trim().split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let (days, hours, minutes) = match parts.as_slice() {
        [hours, minutes] => (0, *hours, *minutes),
        [hours, minutes, _seconds] => (0, *hours, *minutes),
        [days, hours, minutes, _seconds] => (*days, *hours, *minutes),
        _ => return None,
    };
    let is_length = (0..1000).contains(&days) && (0..1000).contains(&hours) && (0..60).contains(&minutes);
    is_length.then(|| (days * 24 + hours) * 60 + minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_offset_of_the_source() {
        let iso = |text: &str| Instant::parse(text).map(Instant::iso);
        let cases = [
            ("2019-08-21T11:00:00+02:00", Some("2019-08-21T11:00:00+02:00")),
            ("2020-11-16 16:00:00+00:00", Some("2020-11-16T16:00:00+00:00")),
            ("2020-11-16 16:00Z", Some("2020-11-16T16:00:00+00:00")),
            ("2020-11-16T16:00:00-03:30", Some("2020-11-16T16:00:00-03:30")),
            ("2020-11-16 16:00", Some("2020-11-16T16:00:00")),
            ("2020-11-16", None),
            ("soon", None),
        ];
        for (text, expected) in cases {
            assert_eq!(iso(text).as_deref(), expected, "{text}");
        }
        let later = Instant::parse("2019-08-21T23:30:00+02:00").and_then(|start| start.later(45)).map(Instant::iso);
        assert_eq!(later.as_deref(), Some("2019-08-22T00:15:00+02:00"));
        assert_eq!(
            (minutes("00:45"), minutes("1:30:00"), minutes("x"), minutes("99999:00")),
            (Some(45), Some(90), None, None)
        );
    }
}
