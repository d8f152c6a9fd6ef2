//! The XML of dblp: gigabytes of records, one a publication, and one a person.
//!
//! - Specification: <https://dblp.org/xml/dblp.dtd>; "DBLP: Some Lessons Learned" (Ley, 2009).
//! - Read: of `article`, `inproceedings`, `incollection`, `phdthesis` and `mastersthesis` the `key`, `title`, `author` with
//!   `orcid`, `booktitle` and `year`, `pages`, `ee`, `publtype="withdrawn"`; of a person record (`www` or `person` named
//!   `homepages/…`) the spellings of the name and the ORCID iD.
//! - Dropped: `mdate`, `cdate`, `volume`, `number`, `journal`, `url` (a page of dblp's own), `crossref`, `note`, `cite`,
//!   `aux`, `bibtex`. `proceedings` and `book` are volumes, other `www` and `data` are no publications.
//! - Oddities: ISO-8859-1 with the characters of HTML, whose document type is never fetched (`Sch&ouml;nhage`); a title ends
//!   in a full stop; namesakes are numbered ("Wei Wang 0001": without the number in print, with it in identity); a person
//!   record with `publtype="disambiguation"` stands for all of them, and is nobody's.

use std::collections::BTreeMap;
use std::path::Path;

use super::steps::{Queue, Step, each_once, in_steps};
use super::xml::{Element, Node, Nodes, add, opened, starts_like_xml};
use super::{Context, ImportFormat, Input, Records, reject};
use crate::error::{Finding, Result};
use crate::record::{
    AuthorRecord, ConferenceRecord, PaperId, PaperRecord, PersonName, PersonRecord, Record, bare_doi, bare_orcid,
    id_in_address, name_key,
};

/// The format.
pub const FORMAT: ImportFormat = ImportFormat {
    name: "dblp-xml",
    about: "XML of dblp: article, inproceedings … with key, author, title, booktitle, year; person records; of any size",
    rank: 5,
    needs_papers: false,
    recognises,
    records,
};

/// Records of publications.
const PAPERS: [&str; 5] = ["article", "inproceedings", "incollection", "phdthesis", "mastersthesis"];

fn recognises(_path: &Path, head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head);
    starts_like_xml(head) && (text.contains("<dblp>") || text.contains("<dblp "))
}

fn records(input: Input, _context: &Context) -> Result<Records> {
    let mut nodes = Nodes::of(input);
    let mut others: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    let mut has_root = false;
    Ok(in_steps(move |queue| {
        match nodes.next()? {
            Some(Node::Start(_)) if !has_root => has_root = true,
            Some(Node::Start(element)) => {
                let line = nodes.line();
                let publication = Publication::read(&element, &mut nodes)?;
                if !publication.tell(line, &nodes, queue) {
                    others.entry(element.name).or_insert((0, line)).0 += 1;
                }
            }
            Some(_) => {}
            None => {
                for (kind, (count, line)) in std::mem::take(&mut others) {
                    let subject = if count == 1 { format!("1 {kind}") } else { format!("{count} {kind} from here on") };
                    queue.tell(Finding::note(nodes.place(line), subject, "no paper and no person; left out"));
                }
                return Ok(Step::End);
            }
        }
        Ok(Step::More)
    }))
}

/// One record, read.
#[derive(Default)]
struct Publication {
    kind: String,
    key: String,
    is_withdrawn: bool,
    /// Whether it stands for several people of one name.
    is_of_namesakes: bool,
    authors: Vec<AuthorRecord>,
    title: String,
    booktitle: Option<String>,
    year: Option<i16>,
    pages: Option<String>,
    addresses: Vec<String>,
}

impl Publication {
    fn read(element: &Element, nodes: &mut Nodes) -> Result<Self> {
        let is_of_type = |wanted: &str| element.attribute("publtype").is_some_and(|kinds| kinds.contains(wanted));
        let mut publication = Self {
            kind: element.name.clone(),
            key: element.attribute("key").unwrap_or_default().to_owned(),
            is_withdrawn: is_of_type("withdrawn"),
            is_of_namesakes: is_of_type("disambiguation"),
            ..Self::default()
        };
        loop {
            match nodes.next()? {
                Some(Node::Start(part)) => publication.take(&part, nodes)?,
                Some(Node::Text(_)) => {}
                Some(Node::End) | None => return Ok(publication),
            }
        }
    }

    fn take(&mut self, part: &Element, nodes: &mut Nodes) -> Result<()> {
        let text = nodes.text()?;
        if text.is_empty() {
            return Ok(());
        }
        match part.name.as_str() {
            "author" => {
                let orcid = part.attribute("orcid").and_then(bare_orcid);
                self.authors.push(AuthorRecord { name: name(&text), affiliation: None, orcid });
            }
            "title" if text.ends_with("..") => self.title = text,
            "title" => self.title = text.trim_end_matches('.').to_owned(),
            "booktitle" => self.booktitle = Some(text),
            "year" => self.year = text.parse().ok(),
            "pages" => self.pages = Some(text),
            // What a person record gives as an address is a page of that person.
            "ee" => self.addresses.push(text),
            "url" if self.is_of_person() => self.addresses.push(text),
            _ => {}
        }
        Ok(())
    }

    fn is_of_person(&self) -> bool {
        matches!(self.kind.as_str(), "www" | "person") && self.key.starts_with("homepages/")
    }

    /// Tells what the record is; `false` when it is neither a paper nor a person.
    fn tell(self, line: u64, nodes: &Nodes, queue: &mut Queue) -> bool {
        if self.is_of_person() && !self.is_of_namesakes && !self.authors.is_empty() {
            let orcid = self.addresses.iter().filter(|address| address.contains("orcid.org/"));
            let orcid = orcid.filter_map(|address| bare_orcid(address)).next();
            let names = self.authors.into_iter().map(|author| author.name).collect();
            queue.push(Record::Person(PersonRecord { line, names, orcid }));
            return true;
        }
        if !PAPERS.contains(&self.kind.as_str()) {
            return false;
        }
        if self.title.is_empty() {
            let subject = format!("{} {:?}", self.kind, self.key);
            let finding = Finding::rejected(nodes.place(line), subject, "no title").with_text(self.text());
            queue.tell(finding.in_field("title").with_understood(reject::of_paper(&self.paper(line), None)));
        } else {
            queue.push(Record::Paper(self.paper(line)));
        }
        true
    }

    /// The record as XML: what was read of it, since the file is read only once.
    fn text(&self) -> String {
        let mut text = opened(&self.kind, "key", &self.key);
        let year = self.year.map(|year| year.to_string());
        let names = self.authors.iter().map(|author| ("author", author.name.as_str()));
        let rest = [("booktitle", &self.booktitle), ("year", &year), ("pages", &self.pages)];
        let rest = rest.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)));
        let addresses = self.addresses.iter().map(|address| ("ee", address.as_str()));
        names.chain(rest).chain(addresses).for_each(|(name, value)| add(&mut text, name, value));
        text + &format!("</{}>", self.kind)
    }

    fn paper(self, line: u64) -> PaperRecord {
        let own = PaperId { scheme: "dblp".into(), value: self.key };
        let named = self.addresses.iter().filter_map(|address| id_in_address(address));
        let ids = each_once(std::iter::once(own).filter(|id| !id.value.is_empty()).chain(named));
        // "ICML (2)" is the second volume of ICML.
        let series = self.booktitle.as_deref().map(|title| title.split_once(" (").map_or(title, |(series, _)| series));
        PaperRecord {
            line,
            title: self.title,
            authors: self.authors,
            conference: series.map(|series| ConferenceRecord::of_proceedings(series, self.year).name),
            status: self.is_withdrawn.then(|| "withdrawn".to_owned()),
            doi: self.addresses.iter().filter(|address| address.contains("doi.org/")).find_map(|doi| bare_doi(doi)),
            pages: self.pages,
            url: self.addresses.first().cloned(),
            links: self.addresses.into_iter().skip(1).collect(),
            ids,
            ..PaperRecord::default()
        }
    }
}

/// A name, and the number that tells its bearer from namesakes.
fn name(text: &str) -> PersonName {
    match text.rsplit_once(' ') {
        Some((name, number)) if number.len() == 4 && number.bytes().all(|byte| byte.is_ascii_digit()) => {
            PersonName::literal(name).with_identity(format!("dblp:{} {number}", name_key(name)))
        }
        _ => PersonName::literal(text),
    }
}
