//! BibTeX and BibLaTeX, as PMLR, NeurIPS, the ACL Anthology, OpenReview and reference managers write them.
//!
//! - Specification: <https://ctan.org/pkg/bibtex> (btxdoc) and <https://ctan.org/pkg/biblatex>.
//! - Read: `title`, `subtitle`, `author`, `abstract`, `booktitle` (or `eventtitle`), `year` (or `date`), `pages`, `doi`,
//!   `url`, `pdf`, `eprint`, `keywords`; missing ones from the entry that `crossref` or `xdata` names; `@string`.
//! - Dropped: `editor`, `publisher`, `address`, `month`, `volume`, `series`, the key; `@comment`, `@preamble` and
//!   everything between entries. `@proceedings`, `@book` and `@collection` are volumes, not papers.
//! - Oddities: PMLR puts a tab behind `=`; OpenReview's key stands on the line after the brace; ACL's lists have two spaces
//!   before `and`; NeurIPS has empty `pages`; given and family names may be exchanged at the source (pmlr-v28-wang13b).
//!   Abbreviations that use themselves and entries that refer to themselves are taken for undefined ones.

mod entry;
mod names;

use std::collections::HashMap;
use std::path::Path;

use self::entry::{Abbreviations, End, Entries, Entry, Raw};
use super::steps::{Queue, Step, each_once, in_steps, paper_titled, text};
use super::{Context, ImportFormat, Input, Records, tex};
use crate::error::{Finding, Place, Result};
use crate::record::{AuthorRecord, ConferenceRecord, PaperRecord, Record, bare_doi, id_in_address, link_addresses};

/// The format.
pub const FORMAT: ImportFormat = ImportFormat {
    name: "bibtex",
    about: "BibTeX or BibLaTeX: @inproceedings{…}, as PMLR, NeurIPS, ACL, OpenReview and reference managers write it",
    rank: 4,
    needs_papers: false,
    recognises,
    records,
};

/// Entries that hold papers; they are none themselves.
const VOLUMES: [&str; 7] = ["proceedings", "mvproceedings", "book", "mvbook", "collection", "mvcollection", "xdata"];

/// Fields that a paper may have from the volume that it refers to, and their names there (biblatex, appendix B).
const INHERITED: [(&str, &[&str]); 3] =
    [("booktitle", &["booktitle", "title"]), ("year", &["year", "date"]), ("eventtitle", &["eventtitle"])];

fn recognises(_path: &Path, head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head);
    text.split('@').skip(1).any(|entry| {
        let Some((kind, body)) = entry.split_once(['{', '(']) else { return false };
        let is_word = !kind.is_empty() && kind.trim_end().bytes().all(|byte| byte.is_ascii_alphabetic());
        let is_special = ["string", "comment", "preamble"].contains(&kind.trim().to_lowercase().as_str());
        is_word
            && (is_special || body.split_once(',').is_some_and(|(key, rest)| !key.contains('=') && rest.contains('=')))
    }) && !text.trim_start().starts_with(['<', '{', '['])
}

fn records(input: Input, _context: &Context) -> Result<Records> {
    let source = input.source().to_owned();
    let mut entries = Entries::new(source.clone(), input.utf8_reader()?);
    let mut file = Bibliography { source, ..Bibliography::default() };
    Ok(in_steps(move |queue| {
        let Some(raw) = entries.next()? else {
            file.finish(queue);
            return Ok(Step::End);
        };
        file.read(raw, queue);
        Ok(Step::More)
    }))
}

/// What is known of the file so far.
#[derive(Default)]
struct Bibliography {
    source: String,
    abbreviations: Abbreviations,
    volumes: HashMap<String, HashMap<String, String>>,
    /// Papers whose volume was not met yet.
    waiting: Vec<(u64, Entry)>,
}

impl Bibliography {
    fn read(&mut self, raw: Raw, queue: &mut Queue) {
        let Raw { line, kind, body, end } = raw;
        if kind == "preamble" {
            return;
        }
        if kind == "string" {
            if let Err(reason) = self.abbreviations.define(&body) {
                self.note(line, "@string", &reason, queue);
            }
            return;
        }
        let (entry, outcome) = Entry::parse(&body, &self.abbreviations);
        let subject = entry_named(&kind, &entry.key);
        match outcome {
            _ if end == End::Eof => {
                return self.reject(line, &subject, "the file ends before it does: no brace closes it", queue);
            }
            // What stands before the fault is whole; a closed entry with a fault in it may be anything.
            Err(reason) if end == End::NextEntry && entry.title().is_some() && entry.field("author").is_some() => {
                self.note(line, &subject, &format!("{reason}; what stands before that is taken"), queue);
            }
            Err(reason) => return self.reject(line, &subject, &reason, queue),
            Ok(()) => {}
        }
        if VOLUMES.contains(&kind.as_str()) {
            if kind != "xdata" {
                self.note(line, &subject, "is a volume, not a paper", queue);
            }
            self.volumes.insert(entry.key, entry.fields);
        } else if entry.is_whole() || self.volume_of(&entry).is_some() {
            self.paper(line, entry, queue);
        } else {
            self.waiting.push((line, entry));
        }
    }

    fn finish(&mut self, queue: &mut Queue) {
        for (line, entry) in std::mem::take(&mut self.waiting) {
            if self.volume_of(&entry).is_none() {
                self.note(
                    line,
                    &entry_named("", &entry.key),
                    "the volume that it refers to is not in this file",
                    queue,
                );
            }
            self.paper(line, entry, queue);
        }
    }

    /// The fields of the entry that this one refers to; that one's own references are not followed.
    fn volume_of(&self, entry: &Entry) -> Option<&HashMap<String, String>> {
        entry.references().find_map(|key| self.volumes.get(key))
    }

    fn paper(&self, line: u64, mut entry: Entry, queue: &mut Queue) {
        if let Some(volume) = self.volume_of(&entry) {
            let missing = INHERITED.iter().filter(|(name, _)| !entry.fields.contains_key(*name));
            let inherited: Vec<(String, String)> = missing
                .filter_map(|(name, sources)| {
                    let value = sources.iter().find_map(|source| volume.get(*source))?;
                    Some(((*name).to_owned(), value.clone()))
                })
                .collect();
            entry.fields.extend(inherited);
        }
        let Some(title) = entry.title() else {
            return self.reject(line, &entry_named("", &entry.key), "no title", queue);
        };
        let (authors, is_open) = names::parse_list(entry.field("author").unwrap_or_default());
        if is_open {
            self.note(line, &paper_titled(&title), "the list of its authors ends in \"and others\"", queue);
        }
        let authors = authors.into_iter().map(AuthorRecord::from).collect();
        queue.push(Record::Paper(PaperRecord { line, title, authors, ..entry.paper() }));
    }

    fn reject(&self, line: u64, subject: &str, reason: &str, queue: &mut Queue) {
        queue.tell(Finding::rejected(Place::line(self.source.as_str(), line), subject, reason));
    }

    fn note(&self, line: u64, subject: &str, reason: &str, queue: &mut Queue) {
        queue.tell(Finding::note(Place::line(self.source.as_str(), line), subject, reason));
    }
}

/// What a finding is about.
fn entry_named(kind: &str, key: &str) -> String {
    let kind = if kind.is_empty() { "entry".to_owned() } else { format!("@{kind}") };
    let key: String = key.chars().take(60).collect();
    if key.is_empty() { kind } else { format!("{kind} \"{key}\"") }
}

impl Entry {
    fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// A field without TeX, on one line; `None` when it is missing or empty.
    fn text(&self, name: &str) -> Option<String> {
        text(Some(&tex::decode(self.field(name)?)))
    }

    /// Whether it needs nothing of the entry that it refers to.
    fn is_whole(&self) -> bool {
        let has_place = self.field("booktitle").is_some() && self.year().is_some();
        has_place || self.references().next().is_none()
    }

    fn references(&self) -> impl Iterator<Item = &str> {
        let keys = self.field("crossref").into_iter().chain(self.field("xdata"));
        keys.flat_map(|keys| keys.split(',')).map(str::trim)
    }

    fn title(&self) -> Option<String> {
        let title = self.text("title")?;
        Some(match self.text("subtitle") {
            Some(subtitle) => format!("{title}: {subtitle}"),
            None => title,
        })
    }

    fn year(&self) -> Option<i16> {
        let year = self.field("year").or(self.field("date"))?;
        year.get(..4)?.parse().ok().filter(|year| (1900..2200).contains(year))
    }

    fn conference(&self) -> Option<String> {
        let title = self.text("booktitle").or(self.text("eventtitle"))?;
        Some(ConferenceRecord::of_proceedings(&title, self.year()).name)
    }

    /// An address as it is typed into a browser.
    fn address(&self, name: &str) -> Option<String> {
        let plain = self.field(name)?.replace(['{', '}'], "");
        let plain = plain.strip_prefix("\\url").unwrap_or(&plain);
        text(Some(
            &["_", "%", "&", "#", "~"]
                .iter()
                .fold(plain.to_owned(), |address, sign| address.replace(&format!("\\{sign}"), sign)),
        ))
    }

    /// All that it says beside title and authors.
    fn paper(&self) -> PaperRecord {
        let abstract_text = self.field("abstract").map(|text| tex::decode(text).trim().to_owned());
        let (url, pdf, doi) = (self.address("url"), self.address("pdf"), self.address("doi"));
        let eprint = self.field("eprint").filter(|_| {
            let kind = self.field("eprinttype").or(self.field("archiveprefix"));
            kind.is_some_and(|kind| kind.eq_ignore_ascii_case("arxiv"))
        });
        let eprint = eprint.map(|eprint| format!("arxiv.org/abs/{eprint}"));
        let ids = each_once(url.iter().chain(&pdf).chain(&eprint).filter_map(|address| id_in_address(address)));
        let in_abstract = abstract_text.as_deref().map(link_addresses).unwrap_or_default();
        let links = each_once(pdf.into_iter().filter(|pdf| Some(pdf) != url.as_ref()).chain(in_abstract));
        let keywords = self.text("keywords").unwrap_or_default();
        let keywords = each_once(keywords.split([',', ';']).filter_map(|word| text(Some(word))));
        PaperRecord {
            conference: self.conference(),
            doi: doi.as_deref().or(url.as_deref().filter(|url| url.contains("doi.org/"))).and_then(bare_doi),
            pages: self.text("pages").map(|pages| pages.replace(['–', '—'], "-").replace(' ', "")),
            abstract_text,
            url,
            ids,
            links,
            keywords,
            ..PaperRecord::default()
        }
    }
}
