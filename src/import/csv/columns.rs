//! Which column of a table is which.

use crate::error::{Error, Place, Result};
use crate::import::ColumnName;

/// What a column may be, and the headings that it goes by: lower case, one space between words.
const FIELDS: [(&str, &[&str]); 20] = [
    (
        "title",
        &[
            "title",
            "paper title",
            "paper",
            "submission title",
            "talk",
            "talk title",
            "contribution title",
            "presentation title",
            "paper name",
            "title of paper",
        ],
    ),
    (
        "authors",
        &[
            "authors",
            "author",
            "author s",
            "author names",
            "author list",
            "authors names",
            "author name",
            "all authors",
            "speakers",
            "speaker",
            "speaker s",
            "presenters",
            "presenter",
        ],
    ),
    (
        "affiliations",
        &[
            "affiliations",
            "affiliation",
            "institutions",
            "institution",
            "author affiliations",
            "author affiliation",
            "organizations",
            "organization",
            "organisations",
            "organisation",
        ],
    ),
    ("abstract", &["abstract", "paper abstract", "summary"]),
    ("session", &["session", "sessions", "session title", "session name"]),
    ("room", &["room", "location", "place", "room name", "session room", "hall"]),
    ("date", &["date", "day", "start date", "session date"]),
    (
        "start",
        &[
            "start",
            "starts",
            "starts at",
            "start time",
            "starttime",
            "begin",
            "begins",
            "start date time",
            "start datetime",
            "date time",
            "datetime",
            "date and time",
            "session start",
            "time",
        ],
    ),
    ("end", &["end", "ends", "ends at", "end time", "endtime", "end date time", "end datetime", "session end"]),
    (
        "moderator",
        &[
            "moderator",
            "moderators",
            "chair",
            "chairs",
            "session chair",
            "session chairs",
            "session moderator",
            "session moderators",
        ],
    ),
    ("kind", &["kind", "type", "format", "paper type", "presentation", "presentation type"]),
    ("board", &["board", "poster", "poster board", "poster position"]),
    ("track", &["track", "track name", "area", "subject area", "topic"]),
    ("status", &["status", "decision"]),
    ("keywords", &["keywords", "keyword", "tags", "topics"]),
    (
        "id",
        &["id", "uid", "paper id", "submission id", "paper number", "paper no", "submission", "number", "no", "key"],
    ),
    ("doi", &["doi"]),
    ("url", &["url", "link", "page", "website", "paper url", "paper link"]),
    ("pdf", &["pdf", "pdf url", "pdf link"]),
    ("conference", &["conference", "event", "venue"]),
];

/// Where each field stands, by the order of [`FIELDS`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    places: [Option<usize>; FIELDS.len()],
    /// How many columns the table has.
    pub width: usize,
}

/// The names of the fields that `--map` takes, as they are listed to people.
pub fn field_names() -> String {
    FIELDS.map(|(field, _)| field).join(", ")
}

impl Columns {
    /// Finds the columns by their headings; what the user says counts first.
    ///
    /// # Errors
    /// [`Error::Malformed`] when no column is the title, or one that the user names is not there.
    pub fn find(source: &str, line: u64, headings: &[String], named: &[ColumnName]) -> Result<Self> {
        let mut columns = Self { places: guess(headings), width: headings.len() };
        let listed = || headings.iter().map(|heading| format!("`{}`", heading.trim())).collect::<Vec<_>>().join(", ");
        let refused =
            |reason: String, help: String| Err(Error::Malformed { place: Place::line(source, line), reason, help });
        for name in named {
            let Some(place) = headings.iter().position(|heading| heading.trim() == name.heading.trim()) else {
                return refused(format!("has no column `{}`", name.heading), format!("its columns are: {}", listed()));
            };
            if let Some(field) = FIELDS.iter().position(|(field, _)| *field == name.field) {
                columns.places.iter_mut().filter(|known| **known == Some(place)).for_each(|known| *known = None);
                if let Some(known) = columns.places.get_mut(field) {
                    *known = Some(place);
                }
            }
        }
        if columns.place("title").is_none() {
            let help = format!("say which it is with --map title=HEADING; its columns are: {}", listed());
            return refused("has no column that is sure to be the title".into(), help);
        }
        Ok(columns)
    }

    /// Whether the table has a column of this field.
    pub fn has(&self, field: &str) -> bool {
        self.place(field).is_some()
    }

    fn place(&self, field: &str) -> Option<usize> {
        let at = FIELDS.iter().position(|(known, _)| *known == field)?;
        *self.places.get(at)?
    }

    /// The value of a field; `None` when the table has no such column, or it is empty.
    pub fn value<'a>(&self, fields: &'a [String], field: &str) -> Option<&'a str> {
        let value = fields.get(self.place(field)?)?.trim();
        Some(value).filter(|value| !value.is_empty())
    }
}

/// The separator under which most headings of a first line are known, and how many that are; `None` when the title is not
/// among them under any.
pub fn sniff(head: &str) -> Option<(u8, usize)> {
    let line = head.split(['\n', '\r']).find(|line| !line.trim().is_empty() && !line.starts_with("sep="))?;
    let known = |separator: u8| {
        let headings: Vec<String> = line.split(char::from(separator)).map(str::to_owned).collect();
        let places = guess(&headings);
        (places.iter().flatten().count(), places.first().copied().flatten().is_some(), headings.len())
    };
    let (separator, (count, has_title, _)) = [b',', b';', b'\t', b'|']
        .map(|separator| (separator, known(separator)))
        .into_iter()
        .max_by_key(|(separator, found)| {
            // A comma before the others where nothing else tells them apart.
            (found.1, found.0, found.2, *separator == b',')
        })?;
    has_title.then_some((separator, count))
}

fn guess(headings: &[String]) -> [Option<usize>; FIELDS.len()] {
    let headings: Vec<String> = headings.iter().map(|heading| compact(heading)).collect();
    FIELDS.map(|(_, names)| names.iter().find_map(|name| headings.iter().position(|heading| *heading == compact(name))))
}

/// A heading in lower case, without anything but letters and digits: `Paper Title`, `paper_title` and `paperTitle` are one.
fn compact(heading: &str) -> String {
    heading.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_the_separator_by_the_headings_that_it_makes() {
        let cases = [
            ("title,authors\n", Some((b',', 2))),
            ("Paper Title;Author(s);Room\n", Some((b';', 3))),
            ("paperTitle|AUTHOR_LIST|startTime\n", Some((b'|', 3))),
            ("UID\ttitle\tauthors\n", Some((b'\t', 3))),
            ("\"Title\",\"Authors\"\n", Some((b',', 2))),
            ("sep=;\nTitle;Authors\n", Some((b';', 2))),
            ("title,authors\rA,B C\r", Some((b',', 2))),
            ("name,age\n", None),
            ("", None),
        ];
        for (head, expected) in cases {
            assert_eq!(sniff(head), expected, "{head}");
        }
    }
}
