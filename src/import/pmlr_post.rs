//! A paper of the Proceedings of Machine Learning Research as its site keeps it: a Jekyll post whose YAML front matter
//! describes the paper.
//!
//! - Specification: <https://proceedings.mlr.press/spec.html>; the posts of <https://github.com/mlresearch>.
//! - Read: `title`, `author` (`given`, `family`, `prefix`, `suffix`), `abstract`, `booktitle`, `issued` or `date`, `volume`
//!   and `id`, `page` or `firstpage` and `lastpage`, `section`, `doi`, `pdf`, `supp`, `software`, `extras`.
//! - Dropped: `tex_title`, `bibtex_author`, `editor`, `order`, `address`, `month` (0 in most), publisher and series; what
//!   stands below the front matter.
//! - Oddities: `prefix` is a key of its own in one post and part of the family name in the next (both in alaa22a); TeX is
//!   half decoded (`{\texttimes}`, `{—}`, `$\alpha$`).

use std::path::Path;

use serde::Deserialize;

use super::steps::{broken, each_once, text};
use super::{Context, ImportFormat, Input, Records, reject, tex};
use crate::error::{Finding, Place, Result};
use crate::record::{
    AuthorRecord, ConferenceRecord, PaperId, PaperRecord, PersonName, Record, bare_doi, id_in_address, link_addresses,
    one_line,
};

/// The format.
pub const FORMAT: ImportFormat = ImportFormat {
    name: "pmlr-post",
    about: "a post of the PMLR site: YAML front matter with title, author (given, family, prefix), abstract, booktitle",
    rank: 3,
    needs_papers: false,
    recognises,
    records,
};

fn recognises(_path: &Path, head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start_matches('\u{feff}');
    let has = |key: &str| text.lines().any(|line| line.starts_with(key));
    let is_named = ["booktitle:", "container-title:", "bibtex_author:", "layout: inproceedings"].into_iter().any(has);
    // Older posts have their abstract before all that, and it may be longer than what is looked at.
    let last_key = || text.lines().rfind(|line| !line.starts_with([' ', '\'']) && line.contains(':'));
    let is_in_abstract = head.len() >= 4096 && last_key().is_some_and(|line| line.starts_with("abstract:"));
    text.starts_with("---") && has("title:") && (is_named || is_in_abstract)
}

/// The front matter. Every value may be missing.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Post {
    title: Option<String>,
    author: Option<Vec<Author>>,
    r#abstract: Option<String>,
    booktitle: Option<String>,
    #[serde(rename = "container-title")]
    container_title: Option<String>,
    issued: Option<Issued>,
    date: Option<String>,
    volume: Option<String>,
    id: Option<String>,
    page: Option<String>,
    firstpage: Option<String>,
    lastpage: Option<String>,
    section: Option<String>,
    doi: Option<String>,
    url: Option<String>,
    pdf: Option<String>,
    supp: Option<String>,
    software: Option<String>,
    extras: Option<Vec<Extra>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Author {
    given: Option<String>,
    prefix: Option<String>,
    family: Option<String>,
    suffix: Option<String>,
    literal: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Issued {
    #[serde(rename = "date-parts")]
    date_parts: Vec<i64>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Extra {
    link: Option<String>,
}

fn records(input: Input, _context: &Context) -> Result<Records> {
    let source = input.source().to_owned();
    let content = input.text()?;
    let (mut posts, mut rest, mut line) = (Vec::new(), content.as_str(), 1);
    // Several posts may stand one behind the other.
    loop {
        let Some((matter, below)) = front_matter(rest) else {
            let place = Place::line(source, content.lines().count() as u64);
            return Err(broken(place, "a PMLR post", "no line `---` ends its front matter"));
        };
        posts.push(read(matter, &source, line)?);
        let next = below.trim_start();
        if next.lines().next().is_none_or(|first| first.trim_end() != "---") {
            break;
        }
        let read = rest.get(..rest.len() - next.len()).unwrap_or_default();
        line += memchr::memchr_iter(b'\n', read.as_bytes()).count() as u64;
        rest = next;
    }
    Ok(Box::new(posts.into_iter().map(|post| post.map_err(Into::into))))
}

/// The front matter that a text starts with, without its marks, and what stands below; `None` when nothing ends it.
fn front_matter(text: &str) -> Option<(&str, &str)> {
    let (_, body) = text.split_once('\n')?;
    // The mark stands alone on its line, or `----` in an abstract would end it.
    let (at, mark) = body.match_indices("\n---").find(|(at, mark)| {
        body.get(at + mark.len()..).is_some_and(|rest| rest.lines().next().is_none_or(|line| line.trim().is_empty()))
    })?;
    Some((body.get(..=at)?, body.get(at + mark.len()..)?))
}

/// What the front matter says that starts on this line.
fn read(matter: &str, source: &str, line: u64) -> Result<std::result::Result<Record, Finding>> {
    let post: Post = serde_saphyr::from_str(matter).map_err(|error| {
        // It starts on the line below its mark.
        let line = error.location().map(|location| location.line() + line);
        let place = Place { source: source.to_owned(), line };
        let reason = error.without_snippet().to_string();
        // What the parser advises is for programmers.
        let reason = reason.split(" at line ").next().unwrap_or_default();
        broken(place, "YAML", reason.split(", set ").next().unwrap_or_default())
    })?;
    Ok(match decoded(post.title.as_deref()) {
        // The front matter starts with the title.
        Some(title) => Ok(Record::Paper(PaperRecord { line: line + 1, ..post.paper(title) })),
        None => {
            let finding = Finding::rejected(Place::line(source, line), "paper", "no title").with_text(matter);
            Err(finding.in_field("title").with_understood(reject::of_paper(&post.paper(String::new()), None)))
        }
    })
}

/// A value without TeX, on one line; `None` when nothing is left of it.
fn decoded(value: Option<&str>) -> Option<String> {
    value.and_then(|value| text(Some(&tex::decode(value))))
}

impl Post {
    fn paper(&self, title: String) -> PaperRecord {
        let abstract_text = self.r#abstract.as_deref().map(|text| tex::decode(text).trim().to_owned());
        let abstract_text = abstract_text.filter(|text| !text.is_empty());
        let pdf = text(self.pdf.as_deref());
        let named = || {
            let value = format!("v{}/{}", text(self.volume.as_deref())?, text(self.id.as_deref())?);
            Some(PaperId { scheme: "pmlr".into(), value })
        };
        let files = [&self.supp, &self.software].map(|file| text(file.as_deref()));
        let extras = self.extras.iter().flatten().map(|extra| text(extra.link.as_deref()));
        let in_abstract = abstract_text.as_deref().map(link_addresses).unwrap_or_default();
        let links = each_once(pdf.iter().cloned().chain(files.into_iter().chain(extras).flatten()).chain(in_abstract));
        PaperRecord {
            title,
            authors: self.author.iter().flatten().filter_map(Author::name).map(AuthorRecord::from).collect(),
            conference: decoded(self.booktitle.as_deref().or(self.container_title.as_deref()))
                .map(|title| ConferenceRecord::of_proceedings(&title, self.year()).name),
            track: decoded(self.section.as_deref()),
            url: text(self.url.as_deref()),
            doi: self.doi.as_deref().and_then(bare_doi),
            pages: self.pages(),
            ids: pdf.as_deref().and_then(id_in_address).or_else(named).into_iter().collect(),
            abstract_text,
            links,
            ..PaperRecord::default()
        }
    }

    fn year(&self) -> Option<i16> {
        let issued = self.issued.as_ref().and_then(|issued| issued.date_parts.first()).copied();
        let dated = || self.date.as_deref().and_then(|date| date.get(..4)).and_then(|year| year.parse().ok());
        issued.or_else(dated).and_then(|year| i16::try_from(year).ok())
    }

    fn pages(&self) -> Option<String> {
        let range = || Some(format!("{}-{}", text(self.firstpage.as_deref())?, text(self.lastpage.as_deref())?));
        text(self.page.as_deref()).map(|pages| pages.replace("--", "-").replace('–', "-")).or_else(range)
    }
}

impl Author {
    /// The name, with its particle and its suffix; `None` when nothing is given.
    fn name(&self) -> Option<PersonName> {
        let part = |part: &Option<String>| part.as_deref().map(tex::decode_name).filter(|part| !part.is_empty());
        let family = [part(&self.prefix), part(&self.family), part(&self.suffix)].into_iter().flatten();
        let family = one_line(&family.collect::<Vec<_>>().join(" "));
        match part(&self.given) {
            given if !family.is_empty() => Some(PersonName::divided(given.as_deref(), family)),
            given => given.or_else(|| part(&self.literal)).map(PersonName::literal),
        }
    }
}
