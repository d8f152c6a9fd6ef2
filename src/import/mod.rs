//! From a file to records. A new format is one file in this folder, one entry of [`FORMATS`] and one fixture folder.

mod acl_xml;
mod ahead;
mod author_list;
mod bibtex;
mod csv;
mod dblp_xml;
mod encoding;
mod entity;
mod input;
mod instant;
mod json;
mod miniconf;
mod miniconf_sessions;
mod paperlists;
mod pmlr_post;
mod pretalx;
mod reject;
mod session_page;
mod steps;
mod tex;
mod virtual_html;
mod virtual_json;
mod walk;
mod when;
mod xml;

pub use ahead::read_ahead;
pub use input::{Fingerprint, Input};
pub use walk::{Found, walk};

use std::path::Path;

use crate::error::{Error, Result};
use crate::record::{ConferenceRecord, Record};

/// The records of one file, in file order. `Err` of [`Error::Finding`] is about one record and the next one follows;
/// any other `Err` ends the file and nothing of it may be kept.
pub type Records = Box<dyn Iterator<Item = Result<Record>> + Send>;

/// What an importer is told beside the file.
///
/// ```
/// use plenary::import::Context;
/// use plenary::record::ConferenceRecord;
///
/// let context = Context { conference: Some(ConferenceRecord::parse("ICML 2022")), ..Context::default() };
/// assert_eq!(context.conference.and_then(|conference| conference.year), Some(2022));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// The conference that the user names; `None` when the file has to say it.
    pub conference: Option<ConferenceRecord>,
    /// Columns of a table that the user names.
    pub columns: Vec<ColumnName>,
}

/// What the user says of one column of a table.
///
/// ```
/// let name = plenary::import::ColumnName::parse("title=Titel")?;
/// assert_eq!((name.field.as_str(), name.heading.as_str()), ("title", "Titel"));
/// # Ok::<(), plenary::error::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnName {
    /// What it holds: "title", "authors", "session", ….
    pub field: String,
    /// Its heading in the file.
    pub heading: String,
}

impl ColumnName {
    /// Reads `field=heading`.
    ///
    /// # Errors
    /// [`Error::Usage`] when there is no such field, or no heading.
    pub fn parse(text: &str) -> Result<Self> {
        let known = csv::field_names();
        match text.split_once('=').map(|(field, heading)| (field.trim(), heading.trim())) {
            Some((field, heading)) if !heading.is_empty() && known.split(", ").any(|known| known == field) => {
                Ok(Self { field: field.to_owned(), heading: heading.to_owned() })
            }
            _ => Err(Error::usage(
                format!("`--map {text}` does not name a column"),
                format!("write --map FIELD=HEADING, such as --map title=Titel; the fields are: {known}"),
            )),
        }
    }
}

/// One format that can be read.
pub struct ImportFormat {
    /// What `--format` takes; also the name of the fixture folder.
    pub name: &'static str,
    /// One line for `plenary formats`.
    pub about: &'static str,
    /// How much the format is believed where two sources of one paper differ; 1 is believed before 2.
    pub rank: u8,
    /// Whether it is about papers that other files describe, and is read after them.
    pub needs_papers: bool,
    /// Whether a file is of this format, by its name and the first 4 KiB of its (decompressed) content.
    pub recognises: fn(&Path, &[u8]) -> bool,
    /// Reads the file.
    pub records: fn(Input, &Context) -> Result<Records>,
}

/// Every format, in the order in which they are tried.
pub const FORMATS: &[ImportFormat] = &[
    virtual_html::FORMAT,
    pretalx::FORMAT,
    virtual_json::FORMAT,
    paperlists::FORMAT,
    pmlr_post::FORMAT,
    acl_xml::FORMAT,
    dblp_xml::FORMAT,
    bibtex::FORMAT,
    miniconf::FORMAT,
    miniconf_sessions::FORMAT,
    csv::FORMAT,
    session_page::FORMAT,
];

/// The format of this name.
///
/// ```
/// assert_eq!(plenary::import::format_named("session-page")?.name, "session-page");
/// # Ok::<(), plenary::error::Error>(())
/// ```
///
/// # Errors
/// [`Error::Usage`] when there is none.
pub fn format_named(name: &str) -> Result<&'static ImportFormat> {
    FORMATS.iter().find(|format| format.name == name).ok_or_else(|| {
        let known: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
        Error::usage(
            format!("there is no input format `{name}`"),
            format!("the formats are: {}; `plenary formats` explains them", known.join(", ")),
        )
    })
}

/// The first format that recognises the file; `None` when none does.
pub fn recognise(input: &Input) -> Option<&'static ImportFormat> {
    FORMATS.iter().find(|format| (format.recognises)(Path::new(input.source()), input.head()))
}
