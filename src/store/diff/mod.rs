//! What tells two programmes apart: two states of a database, two databases, or a database and a few files.

mod compare;
mod matching;
mod past;
mod scope;
mod snapshot;

pub use matching::Kinship;
pub use past::Past;
pub use scope::{Narrowed, Origins, Scope};
pub use snapshot::{Snapshot, Texts};

use super::change::Change;

/// One thing that differs, with what a reader of this row alone has to know.
///
/// ```
/// let difference = plenary::store::diff::Difference { title: "Graph U-Nets".into(), ..Default::default() };
/// assert_eq!(difference.values()[1], Some("Graph U-Nets"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// "session" or "paper".
    pub what: &'static str,
    /// Its title now, or the last one.
    pub title: String,
    /// What happened: new, withdrawn, retitled, renamed, moved, …
    pub change: &'static str,
    /// To which field; `None` where the change says it.
    pub field: Option<&'static str>,
    /// The value before; `None` when there was none.
    pub before: Option<String>,
    /// The value now; `None` when there is none.
    pub after: Option<String>,
    /// Of a paper its authors, joined by semicolons; `None` of a session, and when nobody is named.
    pub authors: Option<String>,
    /// Of a paper the sessions where it is, or was last; `None` of a session, and when there is none.
    pub session: Option<String>,
    /// The rooms of these, or of the session itself; `None` when they are not known.
    pub room: Option<String>,
    /// When these start, ISO 8601 where it is known, else as printed; `None` when no time is known.
    pub time: Option<String>,
}

impl Difference {
    /// The names of [`Difference::values`].
    pub const COLUMNS: [&'static str; 10] =
        ["what", "title", "change", "field", "before", "after", "authors", "session", "room", "time"];

    /// The values, in the order of the columns.
    pub fn values(&self) -> [Option<&str>; 10] {
        [
            Some(self.what),
            Some(&self.title),
            Some(self.change),
            self.field,
            self.before.as_deref(),
            self.after.as_deref(),
            self.authors.as_deref(),
            self.session.as_deref(),
            self.room.as_deref(),
            self.time.as_deref(),
        ]
    }
}

impl From<Change> for Difference {
    fn from(change: Change) -> Self {
        let Change { what, title, change, field, before, after, .. } = change;
        Self { what, title, change, field, before, after, ..Self::default() }
    }
}

/// What two snapshots have in common and what not.
///
/// ```
/// use plenary::store::diff::{Kinship, Scope, Snapshot, compare};
///
/// let nothing = Snapshot::default();
/// let comparison = compare(&nothing, &nothing, Kinship::Strangers, &Scope::Everything);
/// assert!(comparison.differences.is_empty() && comparison.narrowed.is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// Sessions first, in the order of the programme, then papers by title.
    pub differences: Vec<Difference>,
    /// What was compared; `None` when it was everything.
    pub narrowed: Option<Narrowed>,
    /// Whether sessions were not compared because one side names none.
    pub is_without_sessions: bool,
}

/// Compares two snapshots. Papers are the same by row, by an id, by title with an author in common, and else as one retitled;
/// sessions by what they have in common.
pub fn compare(before: &Snapshot, after: &Snapshot, kinship: Kinship, scope: &Scope) -> Comparison {
    let mut matching = matching::Matching::by_name(before, after, kinship);
    let within = scope::Within::of(before, after, &matching, scope);
    matching.by_likeness(|paper| within.candidates.get(paper).is_some_and(|may_be_meant| *may_be_meant));
    let (ours, theirs) = (compare::spoken(before), compare::spoken(after));
    let spoken = ours.intersection(&theirs).copied().collect();
    let is_without_sessions = kinship == Kinship::Strangers && before.sessions.is_empty() != after.sessions.is_empty();
    let comparing = compare::Comparing { before, after, matching: &matching, within: &within, kinship, spoken };
    Comparison { differences: comparing.tell(), narrowed: within.narrowed.clone(), is_without_sessions }
}
