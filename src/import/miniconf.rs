//! The papers of a MiniConf site: a table with `UID`, `title` and `authors`, lists divided by `|`.
//!
//! - Specification: <https://github.com/Mini-Conf/Mini-Conf>, `sitedata/papers.csv`.
//! - Read: as the importer of tables does ([`super::csv`]): `UID`, `title`, `authors`, `abstract`, `keywords`, `sessions`,
//!   `track`, `paper_type`, `pdf_url`.
//! - Dropped: `demo_url`, `material`, `presentation_id` and other columns.
//! - Oddities: `sessions` may be empty (ICLR 2020), and stand in a file of their own (EMNLP 2020, see
//!   [`super::miniconf_sessions`]); 137 abstracts of ICLR 2020 hold line breaks.

use std::path::Path;

use super::{Context, ImportFormat, Input, Records, csv};
use crate::error::Result;
use crate::record::{ConferenceRecord, PaperId};

/// The format.
pub const FORMAT: ImportFormat = ImportFormat {
    name: "miniconf",
    about: "papers.csv of a MiniConf site: UID, title, authors and keywords divided by |",
    rank: 6,
    needs_papers: false,
    recognises,
    records,
};

fn recognises(_path: &Path, head: &[u8]) -> bool {
    let text = encoding_rs::UTF_8.decode(head).0;
    let line = text.lines().next().unwrap_or_default();
    let mut headings = line.split(',').map(|heading| heading.trim().trim_matches('"'));
    headings.next() == Some("UID") && headings.any(|heading| heading == "title")
}

fn records(input: Input, context: &Context) -> Result<Records> {
    csv::read(input, context, |conference, _| scheme(conference))
}

/// The scheme of the ids of a site.
fn scheme(conference: Option<&str>) -> String {
    match conference {
        Some(conference) => format!("miniconf:{conference}"),
        None => "miniconf".into(),
    }
}

/// The id that a site gives a paper. Its files are known to belong together by the conference that they are named for.
pub fn id(context: &Context, source: &str, uid: &str) -> PaperId {
    let conference = context.conference.clone().or_else(|| ConferenceRecord::of_file(source));
    PaperId { scheme: scheme(conference.as_ref().map(|conference| conference.name.as_str())), value: uid.to_owned() }
}
