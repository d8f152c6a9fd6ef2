//! What every table, view and column means.

use std::sync::LazyLock;

/// The explanation of one table, view or column.
///
/// ```
/// let papers = plenary::query::glossary().iter().find(|entry| entry.object == "papers").expect("there are papers");
/// assert_eq!((papers.column, papers.meaning), ("", "One paper"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The table or view.
    pub object: &'static str,
    /// The column; empty for the table itself.
    pub column: &'static str,
    /// The declared type; empty where SQLite declares none.
    pub kind: &'static str,
    /// One line of words.
    pub meaning: &'static str,
}

static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let text = include_str!("../../sql/schema.tsv");
    text.lines()
        .skip(1)
        .filter_map(|line| {
            let mut fields = line.splitn(4, '\t');
            Some(Entry {
                object: fields.next()?,
                column: fields.next()?,
                kind: fields.next()?,
                meaning: fields.next()?,
            })
        })
        .collect()
});

/// Every table and view with its columns, each table first and then its columns in order. The source is
/// `sql/schema.tsv`, which a test holds against the database.
pub fn glossary() -> &'static [Entry] {
    &ENTRIES
}
