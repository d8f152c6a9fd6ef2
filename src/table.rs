//! The shape between a question and a file: columns with names, rows of cells.

/// One column of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The heading, as a reader of the spreadsheet sees it. Two columns may have the same.
    pub name: String,
}

impl Column {
    /// A column with this heading.
    ///
    /// ```
    /// assert_eq!(plenary::table::Column::named("title").name, "title");
    /// ```
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into() }
    }
}

/// One value of one row, borrowed from whoever reads the rows.
///
/// ```
/// use plenary::table::Cell;
///
/// assert_eq!(Cell::from("Room 310"), Cell::Text(b"Room 310"));
/// assert_eq!(Cell::from(None::<&str>), Cell::Null);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// Not known. Never an empty text and never 0.
    Null,
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Real(f64),
    /// Text as the database holds it: UTF-8, unless another program wrote something else there.
    Text(&'a [u8]),
    /// Bytes that are no text.
    Blob(&'a [u8]),
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Cell::Text(text.as_bytes())
    }
}

impl<'a> From<Option<&'a str>> for Cell<'a> {
    fn from(text: Option<&'a str>) -> Self {
        text.map_or(Cell::Null, Cell::from)
    }
}
