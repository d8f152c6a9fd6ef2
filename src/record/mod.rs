//! The words of the field: what an importer yields and the store keeps.
//!
//! A record names another by a key that holds within one file ([`SessionKey`]), never by an id of the database.

mod address;
mod conference;
mod likeness;
mod name;
mod text;

pub use address::{bare_doi, bare_orcid, id_in_address};
pub use conference::ConferenceRecord;
pub use likeness::{Likeness, plain_key};
pub use name::{PersonName, name_key};
pub use text::{link_addresses, one_line, title_key};

use serde::{Deserialize, Serialize};

/// One thing that a file says. A session stands before the papers that name it.
///
/// ```
/// use plenary::record::{PaperRecord, Record};
///
/// let record = Record::Paper(PaperRecord { title: "Graph U-Nets".into(), ..PaperRecord::default() });
/// assert_eq!(serde_json::to_string(&record)?, r#"{"paper":{"line":0,"title":"Graph U-Nets","authors":[]}}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// One slot of the programme.
    Session(SessionRecord),
    /// One paper, with its authors.
    Paper(PaperRecord),
    /// One person and the spellings of the name, from a source that keeps such lists.
    Person(PersonRecord),
    /// A paper that another file describes, placed in a session of this one.
    Placement(PlacementRecord),
}

/// Names a session within one file: sessions count from 1 in file order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SessionKey(pub u32);

/// One slot of the programme.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRecord {
    /// The line of the title, from 1.
    pub line: u64,
    /// What papers of the same file name it by.
    pub key: SessionKey,
    /// The title as printed.
    pub title: String,
    /// The conference, such as "ICML 2022"; `None` when the file does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conference: Option<String>,
    /// "Oral", "Poster", …; `None` when the source does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The track as printed; `None` when the source does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub track: Option<String>,
    /// The room as printed, without brackets; `None` when the source does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// When it takes place; `None` when the source does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<TimeRecord>,
    /// Who has a role in it, in printed order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<RoleRecord>,
}

/// A time as printed, and what it means.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeRecord {
    /// The words of the source.
    pub printed: String,
    /// ISO 8601, with the offset where the source names a zone; `None` when the date is not certain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<String>,
    /// As `starts_at`; `None` also when the source gives no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<String>,
}

/// One person with a role in a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleRecord {
    /// "moderator", "chair", "editor", "speaker".
    pub role: String,
    /// The person.
    pub name: PersonName,
}

/// One paper.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperRecord {
    /// The line of the title, from 1.
    pub line: u64,
    /// The title as printed.
    pub title: String,
    /// The authors in printed order; empty when the source names none.
    pub authors: Vec<AuthorRecord>,
    /// The abstract, paragraphs kept apart by the source's line breaks; `None` when the source has none.
    #[serde(default, rename = "abstract", skip_serializing_if = "Option::is_none")]
    pub abstract_text: Option<String>,
    /// The conference, such as "ICML 2022"; `None` when the file does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conference: Option<String>,
    /// "Poster", "Oral", "Reject", … as the source puts it; `None` when it does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The track as printed; `None` when the source does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub track: Option<String>,
    /// The paper's own page; `None` when the source gives none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The DOI without a resolver before it, such as `10.18653/v1/2022.acl-long.179`; `None` when the source gives none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doi: Option<String>,
    /// The pages with one hyphen between them, such as `4343-4351`; `None` when the source gives none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages: Option<String>,
    /// Names that other files know the paper by, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<PaperId>,
    /// Keywords as printed, in order, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    /// Addresses of more than the paper's own page (PDF, code, video) and those found in the abstract, in order, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<String>,
    /// Where it is presented; empty when the source names no session.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub presentations: Vec<PresentationRecord>,
}

/// A name that a site or a registry gives a paper, unique within its scheme.
///
/// ```
/// let id = plenary::record::PaperId { scheme: "acl".into(), value: "2022.acl-long.179".into() };
/// assert_eq!(id.to_string(), "acl:2022.acl-long.179");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PaperId {
    /// Who gave it: `acl`, `dblp`, `openreview`, `pmlr`, `arxiv`, `virtual:icml.cc`, …
    pub scheme: String,
    /// The name, as its giver writes it.
    pub value: String,
}

impl std::fmt::Display for PaperId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.scheme, self.value)
    }
}

/// One author of one paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorRecord {
    /// The person.
    pub name: PersonName,
    /// The institution as printed; `None` when the source does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub affiliation: Option<String>,
    /// The ORCID iD, four groups of four joined by hyphens; `None` when the source gives none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub orcid: Option<String>,
}

impl From<PersonName> for AuthorRecord {
    fn from(name: PersonName) -> Self {
        Self { name, affiliation: None, orcid: None }
    }
}

/// One person and the spellings of the name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRecord {
    /// The line where the person stands, from 1.
    pub line: u64,
    /// The spellings, the preferred one first; never empty.
    pub names: Vec<PersonName>,
    /// The ORCID iD, four groups of four joined by hyphens; `None` when the source gives none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub orcid: Option<String>,
}

/// A paper that another file describes, in a session of this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacementRecord {
    /// The line where it stands, from 1.
    pub line: u64,
    /// The paper, by a name that the other file gave it too.
    pub paper: PaperId,
    /// The place in the session.
    pub presentation: PresentationRecord,
}

/// One paper's place in one session. Papers stand in a session in file order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresentationRecord {
    /// The session, by its key in this file.
    pub session: SessionKey,
    /// "Oral", "Spotlight", "Poster", …; `None` when the source does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The poster board, such as `#W-100`; `None` when the source does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub board: Option<String>,
    /// When it starts; `None` when the source gives no time of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<TimeRecord>,
}
