//! What changed in a programme, in Markdown that is fit for a mail: a heading for each kind of change, a line for each
//! session or paper.
//!
//! It takes the columns `what`, `title`, `change`, `field`, `before`, `after`, `authors`, `session`, `room` and `time`, in any
//! order; a row alone says all that its line needs. Every mark in a text that Markdown would obey is escaped.

use std::fmt::Write;

use jiff::civil::DateTime;

use super::visible::visible;
use super::{Format, Options, Receipt, Sink, TableWriter};
use crate::error::{Error, Result};
use crate::table::{Cell, Column};

/// Headed lists in the place of a table, for rows about what changed.
pub const NOTICE: Format = Format {
    name: "markdown",
    about: "headed lists of what changed, for a mail",
    extensions: &["md", "markdown"],
    open,
};

/// A value longer than this is named, not shown.
const LONGEST: usize = 120;

/// The headings, in the order in which they stand.
const HEADINGS: [&str; 11] = [
    "New sessions",
    "Cancelled sessions",
    "Renamed sessions",
    "Moved sessions",
    "Other changes of sessions",
    "New papers",
    "Withdrawn papers",
    "Retitled papers",
    "Changed author lists",
    "Moved papers",
    "Other changes of papers",
];

fn open(sink: Sink, options: &Options) -> Result<Box<dyn TableWriter>> {
    options.without_spreadsheet_flags("markdown")?;
    let lists = std::array::from_fn(|_| Vec::new());
    Ok(Box::new(Notice { sink, columns: Vec::new(), lists, escape: options.escape, rows: 0 }))
}

struct Notice {
    sink: Sink,
    columns: Vec<String>,
    /// For each heading its lines.
    lists: [Vec<Line>; HEADINGS.len()],
    escape: bool,
    rows: u64,
}

/// A line of a list.
struct Line {
    /// What it is about, so that the next row about it goes on here.
    about: [String; 5],
    text: String,
}

/// One row by the names of its columns; what is not known is empty.
struct Row<'a> {
    columns: &'a [String],
    cells: Vec<String>,
}

impl Row<'_> {
    fn get(&self, name: &str) -> &str {
        let place = self.columns.iter().position(|column| column == name);
        place.and_then(|place| self.cells.get(place)).map_or("", String::as_str)
    }

    fn text(&self, name: &str) -> String {
        plain(&times_in_words(self.get(name)))
    }

    /// The place in [`HEADINGS`].
    fn heading(&self) -> usize {
        match (self.get("what"), self.get("change"), self.get("field")) {
            ("session", "new", _) => 0,
            ("session", "withdrawn", _) => 1,
            ("session", "renamed", _) => 2,
            ("session", "moved", _) => 3,
            ("session", ..) => 4,
            (_, "new", _) => 5,
            (_, "withdrawn", _) => 6,
            (_, "retitled", _) => 7,
            (_, _, "authors") => 8,
            (_, "moved" | "placed" | "taken out", _) => 9,
            _ => 10,
        }
    }

    /// The line up to what changed.
    fn opening(&self) -> String {
        let title = match self.get("change") {
            "retitled" | "renamed" => self.text("before"),
            _ => self.text("title"),
        };
        format!("- **{title}**")
    }

    /// What changed, to go behind the opening.
    fn told(&self) -> String {
        let (before, after, field) = (self.text("before"), self.text("after"), self.get("field"));
        match (self.get("what"), self.get("change"), field) {
            ("session", "new" | "withdrawn", _) => self.place("", ", ", ""),
            (_, "new" | "withdrawn", _) => {
                let authors = self.text("authors").replace("; ", ", ");
                let by = if authors.is_empty() { String::new() } else { format!(" by {authors}") };
                format!("{by}{}", self.place(" (", ", ", ")"))
            }
            (_, "retitled" | "renamed", _) => format!(" is now **{after}**"),
            (_, "author added", _) => format!(": {after} added"),
            (_, "author dropped", _) => format!(": {before} dropped"),
            (_, "author renamed", _) => format!(": {before} is now spelt {after}"),
            (_, "authors reordered", _) => format!(": the order is now {}", after.replace("; ", ", ")),
            (_, "placed", _) => format!(": now in {}", self.sessions(&after)),
            (_, "taken out", _) => format!(": no longer in {}", self.sessions(&before)),
            (_, "moved", "session") => format!(": from \"{before}\" to {}", self.sessions(&after)),
            (_, "reordered", _) => ": the papers are in another order".to_owned(),
            _ if before.len().max(after.len()) > LONGEST => format!(": {field} changed"),
            _ if before.is_empty() => format!(": {field} is now {after}"),
            _ if after.is_empty() => format!(": {field} no longer given (was {before})"),
            // "Room 310" says by itself what it is.
            _ if before.to_lowercase().starts_with(field) => format!(": {before} → {after}"),
            _ => format!(": {field} {before} → {after}"),
        }
    }

    /// A session that a paper came to or left, with room and time where the row is about that one.
    fn sessions(&self, titles: &str) -> String {
        let is_one = [self.get("room"), self.get("time")].iter().all(|text| !text.contains("; "));
        let place = match is_one && self.text("session") == titles {
            true => [self.text("room"), self.text("time")].into_iter().filter(|text| !text.is_empty()).collect(),
            false => Vec::new(),
        };
        let place = if place.is_empty() { String::new() } else { format!(" ({})", place.join(", ")) };
        format!("\"{titles}\"{place}")
    }

    /// Session, room and time, between two marks; nothing when nothing is known.
    fn place(&self, open: &str, between: &str, close: &str) -> String {
        let session = self.text("session");
        let session = if session.is_empty() { session } else { format!("session \"{session}\"") };
        let known: Vec<String> =
            [session, self.text("room"), self.text("time")].into_iter().filter(|text| !text.is_empty()).collect();
        match (known.is_empty(), open) {
            (true, _) => String::new(),
            (false, "") => format!("{between}{}", known.join(between)),
            (false, _) => format!("{open}{}{close}", known.join(between)),
        }
    }
}

impl TableWriter for Notice {
    fn header(&mut self, columns: &[Column]) -> Result<()> {
        self.columns = columns.iter().map(|column| column.name.clone()).collect();
        match self.columns.iter().any(|column| column == "change") {
            true => Ok(()),
            false => Err(Error::usage("these rows do not say what changed", "use another format")),
        }
    }

    fn row(&mut self, cells: &[Cell<'_>]) -> Result<()> {
        self.rows += 1;
        let cells = cells.iter().map(|cell| match cell {
            Cell::Text(bytes) if self.escape => visible(bytes).into_owned(),
            Cell::Text(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Cell::Integer(number) => number.to_string(),
            _ => String::new(),
        });
        let row = Row { columns: &self.columns, cells: cells.collect() };
        let about = ["title", "authors", "session", "room", "time"].map(|name| row.get(name).to_owned());
        let Some(list) = self.lists.get_mut(row.heading()) else { return Ok(()) };
        let told = row.told();
        match list.last_mut().filter(|line| line.about == about) {
            // What follows a colon goes on behind a semicolon.
            Some(line) if told.starts_with(": ") => {
                let _ = write!(line.text, "{}", told.replacen(": ", "; ", 1));
            }
            _ => list.push(Line { about, text: row.opening() + &told }),
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Receipt> {
        let mut is_first = true;
        for (heading, lines) in HEADINGS.iter().zip(&self.lists).filter(|(_, lines)| !lines.is_empty()) {
            let gap = if is_first { "" } else { "\n" };
            is_first = false;
            self.sink.buffer().extend_from_slice(format!("{gap}## {heading}\n\n").as_bytes());
            for line in lines {
                self.sink.buffer().extend_from_slice(line.text.as_bytes());
                self.sink.buffer().push(b'\n');
                self.sink.row_done()?;
            }
        }
        self.sink.finish()?;
        Ok(Receipt { rows: self.rows, guarded_cells: 0 })
    }
}

/// A time as people say it, and every other text as it is; several are joined by semicolons.
///
/// ```
/// assert_eq!(plenary::export::times_in_words("2022-07-19T10:15:00-04:00"), "Tue 19 Jul 10:15");
/// assert_eq!(plenary::export::times_in_words("Hall B"), "Hall B");
/// ```
pub fn times_in_words(text: &str) -> String {
    let one = |text: &str| {
        let is_time = text.len() >= 16 && text.as_bytes().get(10) == Some(&b'T');
        let time = text.get(..19).or_else(|| text.get(..16)).filter(|_| is_time);
        let time = time.and_then(|time| time.parse::<DateTime>().ok());
        time.map_or_else(|| text.to_owned(), |time| time.strftime("%a %-d %b %H:%M").to_string())
    };
    text.split("; ").map(one).collect::<Vec<_>>().join("; ")
}

/// The text on one line, with a backslash before every mark that Markdown would obey.
fn plain(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for (place, mark) in text.char_indices() {
        let rest = text.get(place..).unwrap_or_default();
        let after = rest.chars().nth(1).unwrap_or(' ');
        let acts = match mark {
            '\\' | '`' | '*' | '[' | ']' | '<' | '~' | '$' => true,
            // Within a word it is a letter.
            '_' => !(before.is_alphanumeric() && after.is_alphanumeric()),
            '&' => is_entity(rest),
            // What would be taken for an address.
            ':' => rest.starts_with("://") || (before.is_alphanumeric() && rest.starts_with(":mailto")),
            '.' => text.get(..place).is_some_and(|start| start.to_ascii_lowercase().ends_with("www")),
            '@' => after.is_alphanumeric(),
            '#' => after.is_ascii_digit() && before != '&',
            _ => false,
        };
        if acts {
            out.push('\\');
        }
        out.push(mark);
        before = mark;
    }
    out
}

/// Whether a text starts with `&name;` or `&#8211;`.
fn is_entity(text: &str) -> bool {
    let Some((name, _)) = text.trim_start_matches('&').split_once(';') else { return false };
    !name.is_empty() && name.len() <= 32 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_what_markdown_would_obey_and_nothing_else() {
        let cases = [
            ("Attention: Is It All You Need? (Yes!)", "Attention: Is It All You Need? (Yes!)"),
            ("A* for *all* of __us__", r"A\* for \*all\* of \_\_us\_\_"),
            ("snake_case and C\\C++ `x`", r"snake_case and C\\C++ \`x\`"),
            ("[link](http://a.org) <b>", r"\[link\](http\://a.org) \<b>"),
            ("R&D &amp; &#60;", r"R&D \&amp; \&#60;"),
            ("$x^2$ ~gone~", r"\$x^2\$ \~gone\~"),
            ("www.a.org, a@b.org, #C-101 and #12", r"www\.a.org, a\@b.org, #C-101 and \#12"),
            ("two\nlines", "two lines"),
        ];
        for (text, expected) in cases {
            assert_eq!(plain(text), expected);
        }
    }

    #[test]
    fn says_times_as_people_do() {
        let cases = [
            ("2022-07-19T10:15:00-04:00", "Tue 19 Jul 10:15"),
            ("2022-07-19T10:15", "Tue 19 Jul 10:15"),
            ("2022-07-19T10:15:00Z; Wed 9:00", "Tue 19 Jul 10:15; Wed 9:00"),
            ("Tue 19 Jul 10:15 a.m. EDT", "Tue 19 Jul 10:15 a.m. EDT"),
            ("Hall B", "Hall B"),
        ];
        for (text, expected) in cases {
            assert_eq!(times_in_words(text), expected);
        }
    }
}
