//! BibTeX and BibLaTeX, as PMLR, NeurIPS, the ACL Anthology, OpenReview and reference managers write them.
//!
//! - Specification: <https://ctan.org/pkg/bibtex> (btxdoc) and <https://ctan.org/pkg/biblatex>.
//! - Read: `title`, `subtitle`, `author`, `abstract`, `booktitle` (or `eventtitle`), `year` (or `date`), `pages`, `doi`,
//!   `url`, `pdf`, `eprint`, `keywords`; missing ones from the entries that `xdata` names, and those of the volume from the
//!   one that `crossref` names; `@string`.
//! - Dropped: `editor`, `publisher`, `address`, `month`, `volume`, `series`, the key; `@comment`, `@preamble` and
//!   everything between entries. `@proceedings`, `@book` and `@collection` are volumes, not papers.
//! - Oddities: PMLR puts a tab behind `=`; OpenReview's key stands on the line after the brace; ACL's lists have two spaces
//!   before `and`; NeurIPS has empty `pages`; given and family names may be exchanged at the source (pmlr-v28-wang13b).
//!   Abbreviations that use themselves and entries that refer to themselves are taken for undefined ones.

mod entry;
mod names;

use std::collections::{HashMap, HashSet};
use std::path::Path;

use self::entry::{Abbreviations, End, Entries, Entry, Raw};
use super::steps::{Queue, Step, each_once, in_steps, paper_titled, text};
use super::{Context, ImportFormat, Input, Records, reject, tex};
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

/// How many entries one may refer to, those counted that these refer to.
const MOST_REFERENCES: usize = 32;

/// Fields without which a paper is not told right.
const NEEDED: [&str; 6] = ["author", "booktitle", "date", "eventtitle", "title", "year"];

/// Fields that a paper may have from the volume that it refers to, and their names there (biblatex, appendix B).
const INHERITED: [(&str, &[&str]); 3] =
    [("booktitle", &["booktitle", "title"]), ("year", &["year", "date"]), ("eventtitle", &["eventtitle"])];

fn recognises(_path: &Path, head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head);
    text.split('@').skip(1).any(starts_an_entry) && !text.trim_start().starts_with(['<', '{', '['])
}

/// Whether what stands behind an `@` is a kind, a key and a field, which programs (`@Component({…`) and style sheets
/// (`@media (…`) do not have.
fn starts_an_entry(text: &str) -> bool {
    let Some((kind, body)) = text.split_once(['{', '(']) else { return false };
    let kind = kind.trim_end().to_lowercase();
    let is_word =
        |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let names_field = |text: &str| text.split_once('=').is_some_and(|(name, _)| is_word(name.trim().trim_matches('-')));
    let is_key =
        |key: &str| !key.is_empty() && !key.contains(|mark: char| mark.is_whitespace() || "={}()\"'".contains(mark));
    match kind.as_str() {
        "comment" | "preamble" => text.get(kind.len()..).is_some_and(|rest| rest.trim_start().starts_with('{')),
        "string" => names_field(body),
        _ if !is_word(&kind) => false,
        _ => body.split_once(',').is_some_and(|(key, rest)| is_key(key.trim()) && names_field(rest)),
    }
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
    /// By key in lower case.
    volumes: HashMap<String, Entry>,
    /// Papers that refer to what was not met yet; the text of those that have a title is not kept.
    waiting: Vec<(Entry, Raw)>,
}

impl Bibliography {
    fn read(&mut self, mut raw: Raw, queue: &mut Queue) {
        let (line, kind) = (raw.line, raw.kind.as_str());
        if kind == "preamble" {
            return;
        }
        if kind == "string" {
            if let Err(reason) = self.abbreviations.define(&raw.body) {
                self.note(line, "@string", &reason, queue);
            }
            return;
        }
        let (entry, outcome) = Entry::parse(&raw.body, &self.abbreviations);
        let subject = entry_named(kind, &entry.key);
        match outcome {
            _ if raw.end == End::Eof => {
                let reason = "the file ends before it does: no brace closes it";
                return queue.tell(self.rejected(&subject, reason, &entry, &raw));
            }
            // What stands before the fault is whole: a brace is missing, or one too many (pmlr-v80-ye18c).
            Err(reason) if entry.title().is_some() && entry.field("author").is_some() => {
                self.note(line, &subject, &format!("{reason}; what stands before that is taken"), queue);
            }
            Err(reason) => return queue.tell(self.rejected(&subject, &reason, &entry, &raw)),
            Ok(()) => {}
        }
        if VOLUMES.contains(&kind) {
            if kind != "xdata" {
                self.note(line, &subject, "is a volume, not a paper", queue);
            }
            self.volumes.entry(entry.key.to_lowercase()).or_insert(entry);
        } else if entry.is_whole() || self.has_all_of(&entry) {
            self.paper(entry, &raw, queue);
        } else {
            if entry.field("title").is_some() {
                raw.body = String::new();
            }
            self.waiting.push((entry, raw));
        }
    }

    fn finish(&mut self, queue: &mut Queue) {
        for (entry, raw) in std::mem::take(&mut self.waiting) {
            if !self.has_all_of(&entry) {
                let reason = "something that it refers to is not in this file";
                self.note(raw.line, &entry_named("", &entry.key), reason, queue);
            }
            self.paper(entry, &raw, queue);
        }
    }

    fn has_all_of(&self, entry: &Entry) -> bool {
        entry.references().all(|(key, _)| self.volumes.contains_key(&key))
    }

    /// Takes what the entry lacks from those that it refers to, and from those that they refer to.
    fn inherit(&self, entry: &mut Entry) {
        let mut coming: Vec<(String, Relation)> = entry.references().collect();
        let mut seen = HashSet::new();
        // The first one named is asked first.
        coming.reverse();
        while let Some((key, relation)) = coming.pop() {
            let Some(other) = self.volumes.get(&key) else { continue };
            if seen.len() >= MOST_REFERENCES || !seen.insert(key) {
                continue;
            }
            entry.take_from(other, relation);
            // What a volume lacks is the volume's, whatever it takes it from.
            coming.extend(other.references().map(|(key, own)| (key, own.max(relation))));
        }
    }

    fn paper(&self, mut entry: Entry, raw: &Raw, queue: &mut Queue) {
        let line = raw.line;
        self.inherit(&mut entry);
        let lost = entry.undefined.iter().find(|name| NEEDED.contains(&name.as_str()) && entry.field(name).is_none());
        let lost = lost.map(|name| format!("its {name} uses an abbreviation that is not defined"));
        let Some(title) = entry.title() else {
            let reason = lost.filter(|_| entry.undefined.iter().any(|name| name == "title"));
            let (subject, reason) = (entry_named("", &entry.key), reason.as_deref().unwrap_or("no title"));
            return queue.tell(self.rejected(&subject, reason, &entry, raw).in_field("title"));
        };
        let subject = paper_titled(&title);
        if let Some(reason) = lost {
            self.note(line, &subject, &reason, queue);
        }
        let authors = names::parse_list(entry.field("author").unwrap_or_default());
        if authors.is_open {
            self.note(line, &subject, "the list of its authors ends in \"and others\"", queue);
        }
        if authors.has_commas_for_and {
            self.note(line, &subject, "its authors are divided by commas and not by \"and\"", queue);
        }
        let authors = authors.names.into_iter().map(AuthorRecord::from).collect();
        queue.push(Record::Paper(PaperRecord { line, title, authors, ..entry.paper() }));
    }

    fn rejected(&self, subject: &str, reason: &str, entry: &Entry, raw: &Raw) -> Finding {
        let close = if raw.end == End::Closed { "}" } else { "" };
        let finding = Finding::rejected(Place::line(self.source.as_str(), raw.line), subject, reason);
        let finding = finding.with_text(format!("@{}{{{}{close}", raw.kind, raw.body));
        let authors = names::parse_list(entry.field("author").unwrap_or_default()).names;
        let authors = authors.into_iter().map(AuthorRecord::from).collect();
        let paper = PaperRecord { title: entry.title().unwrap_or_default(), authors, ..entry.paper() };
        reject::cut_short(finding, reject::of_paper(&paper, None))
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

/// How an entry refers to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Relation {
    /// By `xdata`: what stands there might stand here.
    Part,
    /// By `crossref`: what stands there is about the volume.
    Volume,
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
        let is_in_parts = self.field("xdata").is_some();
        (has_place && !is_in_parts) || self.references().next().is_none()
    }

    /// What it refers to, by key in lower case, and how.
    fn references(&self) -> impl Iterator<Item = (String, Relation)> {
        let parts = self.field("xdata").into_iter().map(|keys| (keys, Relation::Part));
        let volume = self.field("crossref").into_iter().map(|keys| (keys, Relation::Volume));
        parts.chain(volume).flat_map(|(keys, how)| keys.split(',').map(move |key| (key.trim().to_lowercase(), how)))
    }

    fn take_from(&mut self, other: &Self, relation: Relation) {
        match relation {
            Relation::Part => {
                for (name, value) in &other.fields {
                    self.fields.entry(name.clone()).or_insert_with(|| value.clone());
                }
            }
            Relation::Volume => {
                for (name, sources) in
                    INHERITED.iter().filter(|(name, _)| !self.fields.contains_key(*name)).collect::<Vec<_>>()
                {
                    let value = sources.iter().find_map(|source| other.fields.get(*source));
                    self.fields.extend(value.map(|value| ((*name).to_owned(), value.clone())));
                }
            }
        }
    }

    fn title(&self) -> Option<String> {
        let title = text(Some(&tex::decode_escaped(self.field("title")?)))?;
        Some(match self.text("subtitle") {
            Some(subtitle) => format!("{title}: {subtitle}"),
            None => title,
        })
    }

    fn year(&self) -> Option<i16> {
        let year_in = |name: &str| self.text(name)?.get(..4)?.parse().ok().filter(|year| (1900..2200).contains(year));
        year_in("year").or_else(|| year_in("date"))
    }

    fn conference(&self) -> Option<String> {
        let title = self.text("booktitle").or(self.text("eventtitle"))?;
        Some(ConferenceRecord::of_proceedings(&title, self.year()).name)
    }

    /// An address as it is typed into a browser.
    fn address(&self, name: &str) -> Option<String> {
        let plain = self.field(name)?.replace(['{', '}'], "");
        let plain = plain.replace("\\textasciitilde ", "~").replace("\\textasciitilde", "~");
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
