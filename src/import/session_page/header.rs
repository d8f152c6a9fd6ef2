//! The head of a session: its title, room, time and moderators.

use super::authors;
use super::line::{Line, Shape};
use crate::import::when::Printed;

/// What stands between the word "Session" and the first paper.
#[derive(Debug, Default)]
pub struct Header<'a> {
    /// The line and the text of the title; `None` when the session has none.
    pub title: Option<(u64, &'a str)>,
    /// The room; `None` when none is named.
    pub room: Option<String>,
    /// The time; `None` when none is printed.
    pub time: Option<Printed>,
    /// Role and names, in printed order.
    pub roles: Vec<(&'static str, &'a str)>,
}

/// Words of which a room has at least one, lower case.
const ROOM_WORDS: [&str; 34] = [
    "amphitheater",
    "amphitheatre",
    "arena",
    "atrium",
    "auditorium",
    "auditoria",
    "ballroom",
    "ballrooms",
    "boardroom",
    "center",
    "centre",
    "chamber",
    "concourse",
    "exhibit",
    "exhibition",
    "floor",
    "forum",
    "foyer",
    "gallery",
    "hall",
    "halls",
    "level",
    "lobby",
    "lounge",
    "mezzanine",
    "online",
    "pavilion",
    "room",
    "rooms",
    "salon",
    "suite",
    "theater",
    "theatre",
    "virtual",
];

/// Reads the head of a session; `lines` starts behind the word "Session". Returns it and the number of lines it takes.
pub fn read<'a>(lines: &[Line<'a>]) -> (Header<'a>, usize) {
    let mut header = Header::default();
    let mut used = 0;
    if let Some(first) = lines.first().filter(|line| line.shape == Shape::Text) {
        let (title, time) =
            Printed::split_from_title(first.text).map_or((first.text, None), |(title, printed)| (title, Some(printed)));
        (header.title, header.time, used) = (Some((first.number, title)), time, 1);
    }
    while let Some(line) = lines.get(used) {
        let rest = lines.get(used + 1..).unwrap_or_default();
        match &line.shape {
            Shape::Role(role, names) => header.roles.push((role, names)),
            // A second time, a room in brackets or a kind belongs to the first paper.
            Shape::Time(printed) if header.time.is_none() && header.room_fits(printed) => {
                header.room = header.room.or_else(|| printed.room.clone());
                header.time = Some(printed.clone());
            }
            Shape::Room(room) if header.room.is_none() => header.room = Some((*room).to_owned()),
            Shape::Zone(_) | Shape::Furniture => {}
            Shape::Text if header.room.is_none() && is_room(line, rest) => header.room = Some(line.text.to_owned()),
            _ => break,
        }
        used += 1;
    }
    (header, used)
}

impl Header<'_> {
    /// Whether the time of this line can be the session's: its room, if it names one, is not another.
    fn room_fits(&self, printed: &Printed) -> bool {
        printed.room.is_none() || self.room.is_none() || printed.room == self.room
    }
}

/// Whether a line without brackets is the room of the session: a moderator or the session's time follows, or it reads
/// like a room and no authors follow it (the title of the first paper would have some).
fn is_room(line: &Line<'_>, rest: &[Line<'_>]) -> bool {
    if line.text.chars().count() > 80 || authors::split(line.text).len() > 1 {
        return false;
    }
    let next = rest.first().map(|line| &line.shape);
    let after = rest.get(1).map(|line| &line.shape);
    let closes_header = |shape: Option<&Shape<'_>>| matches!(shape, Some(Shape::Role(..)));
    if closes_header(next) || (matches!(next, Some(Shape::Time(_))) && closes_header(after)) {
        return true;
    }
    let has_authors_next = rest.first().is_some_and(|line| authors::split(line.text).len() > 1);
    !has_authors_next && reads_like_room(line.text)
}

/// "Room 310", "Ballroom 3 & 4", "AD10", "R06-R09", "310 A".
fn reads_like_room(text: &str) -> bool {
    let words: Vec<String> = text
        .split(|mark: char| !mark.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let is_code = |word: &String| {
        let digits = word.chars().filter(char::is_ascii_digit).count();
        (digits > 0 && word.chars().count() <= 5) || word.chars().count() == 1
    };
    // "Level" and "online" stand in rooms and in titles; a title has other words of titles beside them.
    let is_title_word = |word: &String| {
        !ROOM_WORDS.contains(&word.as_str())
            && !["and", "of", "the"].contains(&word.as_str())
            && authors::TITLE_WORDS.contains(word.as_str())
    };
    let has_room_word = words.iter().any(|word| ROOM_WORDS.contains(&word.as_str()));
    (words.len() <= 8 && has_room_word && !words.iter().any(is_title_word))
        || (!words.is_empty() && words.len() <= 4 && words.iter().all(is_code))
}

#[cfg(test)]
mod tests {
    use super::super::line::lines;
    use super::*;

    #[test]
    fn reads_heads_in_any_order_and_stops_at_the_first_paper() {
        let cases = [
            ("Graphs\nRoom 310\nModerator: A B\nTitle\nC D · E F", Some("Room 310"), 1, 3),
            ("Graphs\nLa Nouvelle Orleans\nModerators: A B · C D\nTitle", Some("La Nouvelle Orleans"), 1, 3),
            ("Graphs\nModerator: A B\n[ Hall E ]\nTitle", Some("Hall E"), 1, 3),
            ("Graphs\nTue 19 Jul 8:15 a.m.\nR06-R09\nTitle\nA B · C D", Some("R06-R09"), 0, 3),
            ("Graphs\nRoom for One More Layer\nA B · C D\nText", None, 0, 1),
            ("Graphs\nDensity Level Set Estimation\nA B\nText", None, 0, 1),
            (
                "Graphs\nHall A and B of the Great Pavilion\nTitle\nA B · C D",
                Some("Hall A and B of the Great Pavilion"),
                0,
                2,
            ),
            ("Graphs\nA Title\nA B · C D\nText", None, 0, 1),
            ("Graphs\nHall B\n( Oral )\nTitle", Some("Hall B"), 0, 2),
            (
                "Graphs\nHall B\nTue 19 Jul 8:15 a.m. EDT — 9:45 a.m. EDT\nSession Chair: A B\nTitle",
                Some("Hall B"),
                1,
                4,
            ),
            ("Graphs Tue 19 Jul 8:15 a.m.\n10:05 am : Hall C\nTitle", None, 0, 1),
        ];
        for (text, room, roles, used) in cases {
            let (header, found) = read(&lines(text));
            assert_eq!((header.room.as_deref(), header.roles.len(), found), (room, roles, used), "{text}");
        }
    }
}
