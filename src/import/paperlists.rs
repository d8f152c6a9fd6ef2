//! Paper lists as JSON: an array (or lines) of flat objects, one a paper, in the layout of the paperlists collection.
//!
//! - Specification: none; the files of <https://github.com/papercopilot/paperlists>.
//! - Read: `title`, `author` (where it is empty, `author_site`), `aff`, `abstract`, `status`, `track`, `session` or `sess`,
//!   `keywords`, `doi`, `arxiv`, `site`, `openreview`, `oa`, `url_paper`, `pdf`, `supp`, `github`, `project`, `orcid`. The
//!   conference is the one that the file is named for (`icml2019.json`).
//! - Dropped: `id` (unique only within a file, and not always), reviews, citations, e-mails, `bibtex` (47 rows of ICLR
//!   2017 hold that of another paper), affiliations in other forms (`aff_unique_norm` …).
//! - Oddities: authors are joined by `;`, in some files and rows by `,` (NIPS 2017, 10008); ICRA and IROS print the whole
//!   list twice (icra2016, 7487115); SIGGRAPH repeats the first author at the end (siggraph2022, papers_127) or puts
//!   institutions among the names; rows titled "Preface" or by an author called "withdrawn." are no papers.

use std::collections::HashMap;
use std::path::Path;

use serde::Deserialize;

use super::author_list::Authors;
use super::json::{self, Loose, Members, Outline};
use super::steps::{Queue, Step, each_once, in_steps, paper_titled, text};
use super::{Context, ImportFormat, Input, Records, reject};
use crate::error::{Finding, Place, Result, Understood};
use crate::record::{
    ConferenceRecord, PaperRecord, PresentationRecord, Record, SessionKey, SessionRecord, bare_doi, id_in_address,
    link_addresses,
};

/// The format.
pub const FORMAT: ImportFormat = ImportFormat {
    name: "paperlists",
    about: "a list of papers as JSON: objects with \"title\", \"author\", \"abstract\", \"session\" …, as paperlists has them",
    rank: 8,
    needs_papers: false,
    recognises,
    records,
};

/// Titles of rows that are no papers.
const NO_PAPERS: [&str; 10] = [
    "preface",
    "foreword",
    "front matter",
    "frontmatter",
    "title page",
    "table of contents",
    "author index",
    "withdraw",
    "withdrawn",
    "withdrawn paper",
];

/// Keys that rows of papers have, and those of books and programs do not.
const MARKS: [&str; 17] = [
    "abstract",
    "aff",
    "arxiv",
    "author_site",
    "authorids",
    "bibtex",
    "doi",
    "openreview",
    "pid",
    "primary_area",
    "psid",
    "sess",
    "session",
    "site",
    "tldr",
    "track",
    "url_paper",
];

fn recognises(_path: &Path, head: &[u8]) -> bool {
    let Some(outline) = Outline::of(head) else { return false };
    let depth = if outline.is_array { 2 } else { 1 };
    // OpenAlex and others have an object where these lists have a text.
    let has = |keys: &[&str]| keys.iter().any(|key| outline.has_text(depth, key));
    // A list of books has titles and authors too.
    let is_of_papers = has(&MARKS) || outline.texts(depth, "author").any(|author| author.contains(';'));
    let is_list = has(&["author", "author_site", "aff"]) && is_of_papers;
    // Where the first abstract is long, the authors stand behind it.
    let is_long_row = has(&["abstract"]) && has(&["track"]) && has(&["status"]);
    has(&["title"]) && (is_list || is_long_row) && !has(&["isbn", "version"])
}

/// One row of the file. Every value may be missing.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Row {
    title: Loose,
    author: Loose,
    author_site: Loose,
    aff: Loose,
    orcid: Loose,
    r#abstract: Loose,
    status: Loose,
    track: Loose,
    session: Loose,
    sess: Loose,
    keywords: Loose,
    doi: Loose,
    arxiv: Loose,
    site: Loose,
    openreview: Loose,
    oa: Loose,
    url_paper: Loose,
    pdf: Loose,
    supp: Loose,
    github: Loose,
    project: Loose,
}

fn records(input: Input, context: &Context) -> Result<Records> {
    let source = input.source().to_owned();
    let conference = match &context.conference {
        Some(conference) => Some(conference.name.clone()),
        None => ConferenceRecord::of_file(&source).map(|conference| conference.name),
    };
    let mut members = Members::new(source.clone(), input.utf8_reader()?);
    let mut list = List { source, conference, sessions: HashMap::new(), counts: Counts::default() };
    Ok(in_steps(move |queue| {
        let Some((line, member)) = members.next()? else {
            list.tell_counts(queue);
            return Ok(Step::End);
        };
        match serde_json::from_slice::<Row>(member) {
            Ok(row) => list.read(line, row, member, queue),
            Err(error) => queue.tell(list.rejected(line, "record", &json::in_words(&error), member)),
        }
        Ok(Step::More)
    }))
}

/// What is known of the file so far.
struct List {
    source: String,
    conference: Option<String>,
    sessions: HashMap<String, SessionKey>,
    counts: Counts,
}

/// What so many rows have that one finding for all of them says it better.
#[derive(Default)]
struct Counts {
    doubled: Count,
    repeated: Count,
    institutions: Count,
    unmatched: Count,
    strangers: Count,
    of_site: Count,
    nobody: Count,
}

/// How many rows have something, and the line of the first.
#[derive(Default)]
struct Count {
    rows: u64,
    line: u64,
}

impl Count {
    fn add(&mut self, line: u64, has_it: bool) {
        if has_it && self.rows == 0 {
            self.line = line;
        }
        self.rows += u64::from(has_it);
    }
}

impl List {
    fn read(&mut self, line: u64, mut row: Row, member: &[u8], queue: &mut Queue) {
        let Some(title) = text(row.title.as_deref()) else {
            let finding = self.rejected(line, "paper", "no title", member).in_field("title");
            return queue.tell(finding.with_understood(understood(row)));
        };
        let is_named = row.author.as_deref().is_some_and(|author| !author.trim().is_empty());
        let author = row.author.take().filter(|_| is_named).or_else(|| row.author_site.take()).unwrap_or_default();
        let is_withdrawn = author.trim().trim_end_matches('.').eq_ignore_ascii_case("withdrawn");
        if is_withdrawn || is_no_paper(&title) {
            // Without a title it stays out, unless somebody writes one.
            let finding = self.rejected(line, &paper_titled(&title), "is no paper", member);
            return queue.tell(finding.with_understood(understood(row)));
        }
        let found = Authors::read(&author, row.aff.as_deref(), row.orcid.as_deref());
        self.counts.doubled.add(line, found.is_doubled);
        self.counts.repeated.add(line, found.is_repeated);
        self.counts.institutions.add(line, found.institutions > 0);
        self.counts.unmatched.add(line, found.is_unmatched);
        self.counts.strangers.add(line, found.strangers > 0);
        self.counts.of_site.add(line, !is_named && !found.authors.is_empty());
        self.counts.nobody.add(line, found.authors.is_empty());
        let session = text(row.session.as_deref()).or_else(|| text(row.sess.as_deref()));
        let presentations = session.map(|session| PresentationRecord {
            session: self.session_titled(session, line, queue),
            kind: text(row.status.as_deref()),
            ..PresentationRecord::default()
        });
        queue.push(Record::Paper(PaperRecord {
            line,
            title,
            authors: found.authors,
            conference: self.conference.clone(),
            presentations: presentations.into_iter().collect(),
            ..paper(row)
        }));
    }

    /// The session of this title; it is told of where its first paper stands.
    fn session_titled(&mut self, title: String, line: u64, queue: &mut Queue) -> SessionKey {
        if let Some(key) = self.sessions.get(&title) {
            return *key;
        }
        let key = SessionKey(u32::try_from(self.sessions.len() + 1).unwrap_or(u32::MAX));
        self.sessions.insert(title.clone(), key);
        let conference = self.conference.clone();
        queue.push(Record::Session(SessionRecord { line, key, title, conference, ..SessionRecord::default() }));
        key
    }

    fn rejected(&self, line: u64, subject: &str, reason: &str, member: &[u8]) -> Finding {
        let finding = Finding::rejected(Place::line(self.source.clone(), line), subject, reason);
        finding.with_text(String::from_utf8_lossy(member))
    }

    fn tell_counts(&self, queue: &mut Queue) {
        let counts = [
            (&self.counts.doubled, "the whole list of authors stands twice; taken once"),
            (&self.counts.repeated, "the first author stands at the end again; taken once"),
            (&self.counts.institutions, "an institution stands among the names; taken for an affiliation"),
            (&self.counts.unmatched, "not as many affiliations as authors; affiliations left out"),
            (
                &self.counts.strangers,
                "an institution or an e-mail address stands in the place of a name; kept as printed",
            ),
            (&self.counts.of_site, "no \"author\"; \"author_site\" taken"),
            (&self.counts.nobody, "no authors"),
        ];
        for (count, reason) in counts {
            let subject = match count.rows {
                0 => continue,
                1 => "1 paper".to_owned(),
                rows => format!("{rows} papers from here on"),
            };
            queue.tell(Finding::note(Place::line(self.source.clone(), count.line), subject, reason));
        }
    }
}

/// All but the title of a row that is left out.
fn understood(mut row: Row) -> Understood {
    let author = row.author.take().or_else(|| row.author_site.take()).unwrap_or_default();
    let authors = Authors::read(&author, None, None).authors;
    let session = text(row.session.as_deref()).or_else(|| text(row.sess.as_deref()));
    let session = SessionRecord { title: session.unwrap_or_default(), ..SessionRecord::default() };
    reject::of_paper(&PaperRecord { authors, ..paper(row) }, Some(&session))
}

fn is_no_paper(title: &str) -> bool {
    let title = title.trim_end_matches('.').to_lowercase();
    NO_PAPERS.contains(&title.as_str()) || title.starts_with("preface to ") || title.starts_with("preface:")
}

/// What a row says of its paper beside title, authors and session.
fn paper(mut row: Row) -> PaperRecord {
    let abstract_text = row.r#abstract.take().map(with_plain_line_ends).filter(|text| !text.is_empty());
    let address = |value: &Loose| text(value.as_deref()).filter(|address| address.contains('.'));
    let pages = [&row.site, &row.url_paper, &row.openreview, &row.oa].map(address);
    let files = [&row.pdf, &row.supp, &row.github, &row.project].map(address);
    let arxiv = address(&row.arxiv).map(|arxiv| match arxiv.contains('/') {
        true => arxiv,
        false => format!("arxiv.org/abs/{arxiv}"),
    });
    let named = pages.iter().chain(&files).flatten().chain(&arxiv).filter_map(|address| id_in_address(address));
    let ids = each_once(named);
    let in_abstract = abstract_text.as_deref().map(link_addresses).unwrap_or_default();
    let links = each_once(files.into_iter().flatten().filter(|file| file.contains('/')).chain(in_abstract));
    let keywords = row.keywords.take().unwrap_or_default();
    let keywords = each_once(keywords.split(';').filter_map(|keyword| text(Some(keyword))));
    PaperRecord {
        abstract_text,
        status: text(row.status.as_deref()),
        track: text(row.track.as_deref()),
        url: pages.into_iter().flatten().find(|page| page.contains('/')),
        doi: row.doi.as_deref().and_then(bare_doi),
        ids,
        keywords,
        links,
        ..PaperRecord::default()
    }
}

/// A text of paragraphs as every system but the oldest divides them.
fn with_plain_line_ends(text: String) -> String {
    match text.contains('\r') {
        true => text.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned(),
        false if text.trim().len() == text.len() => text,
        false => text.trim().to_owned(),
    }
}
