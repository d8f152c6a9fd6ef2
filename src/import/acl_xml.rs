//! The ACL Anthology's XML, as of today (`<collection><volume><paper>`) and as of before 2019 (`<volume><paper>`).
//!
//! - Specification: <https://github.com/acl-org/acl-anthology/blob/master/data/xml/schema.rnc>.
//! - Read: of a volume (a session of kind "volume") `booktitle`, `editor`, `year`, `venue`; of a paper `title`, `author`
//!   with `first`, `last`, `affiliation`, `variant`, `id` and `orcid`, `abstract`, `pages`, `doi`, `url`, `video`,
//!   `retracted`, `removed`; of an event its talks (sessions with a speaker).
//! - Dropped: `frontmatter`, `bibkey`, `publisher`, `address`, `month`, `language`, `attachment`, `revision`, `erratum`,
//!   `award`, an event's place, dates and links.
//! - Oddities: an author may have no `first` (2022.acl-long.179, Mausam); a name may have several ids (Yang Liu: six people);
//!   the paper 1000 of the old layout is the volume itself, whose titles are all capitals (A83); pages have an en dash.

mod person;

use std::collections::VecDeque;
use std::path::Path;

use self::person::Person;
use super::steps::{Queue, Step, broken, each_once, in_steps};
use super::xml::{Element, Node, Nodes, add, opened, starts_like_xml};
use super::{Context, ImportFormat, Input, Records, reject};
use crate::error::{Finding, Result};
use crate::record::{
    AuthorRecord, ConferenceRecord, PaperId, PaperRecord, PersonRecord, PresentationRecord, Record, RoleRecord,
    SessionKey, SessionRecord, bare_doi, link_addresses,
};

/// The format.
pub const FORMAT: ImportFormat = ImportFormat {
    name: "acl-xml",
    about: "XML of the ACL Anthology: collection, volume, paper, author with first and last, in today's and the old layout",
    rank: 2,
    needs_papers: false,
    recognises,
    records,
};

fn recognises(_path: &Path, head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head);
    let has_volume = text.contains("<volume id=") && (text.contains("<paper id=") || text.contains("<paper>"));
    starts_like_xml(head) && (text.contains("<collection id=") || has_volume)
}

fn records(input: Input, _context: &Context) -> Result<Records> {
    let mut nodes = Nodes::of(input);
    let mut anthology = Anthology { is_other: true, ..Anthology::default() };
    Ok(in_steps(move |queue| {
        match nodes.next()? {
            Some(Node::Start(element)) => anthology.read(&element, &mut nodes, queue)?,
            Some(_) => {}
            None if anthology.is_other => {
                let reason = "it holds neither a volume nor an event";
                return Err(broken(nodes.place(nodes.line()), "XML of the ACL Anthology", reason));
            }
            None => return Ok(Step::End),
        }
        Ok(Step::More)
    }))
}

/// What is known of the file so far.
#[derive(Default)]
struct Anthology {
    /// `2022.acl` or `P79`; `None` in the old layout.
    collection: Option<String>,
    /// The volume that is read.
    volume: Volume,
    sessions: u32,
    /// Whether nothing of the Anthology was met yet: other collections exist.
    is_other: bool,
}

#[derive(Default)]
struct Volume {
    /// `long` or `1`; in the old layout the collection's name, such as `A83`.
    id: String,
    kind: Option<String>,
    title: String,
    conference: Option<String>,
    session: Option<SessionKey>,
}

/// What a volume says of itself.
#[derive(Default)]
struct Meta {
    title: String,
    year: Option<i16>,
    venues: Vec<String>,
    editors: Vec<RoleRecord>,
}

impl Anthology {
    /// Reads an element that stands in a collection, a volume or an event.
    fn read(&mut self, element: &Element, nodes: &mut Nodes, queue: &mut Queue) -> Result<()> {
        let line = nodes.line();
        self.is_other &= !matches!(element.name.as_str(), "volume" | "event");
        let id = || element.attribute("id").unwrap_or_default().to_owned();
        match element.name.as_str() {
            "collection" => self.collection = Some(id()),
            "volume" => {
                let kind = element.attribute("type").map(str::to_owned);
                self.volume = Volume { id: id(), kind, ..Volume::default() };
            }
            "meta" => {
                let meta = Meta::read(nodes)?;
                self.start_volume(line, meta, queue);
            }
            "paper" => self.paper(line, &id(), nodes, queue)?,
            "event" => self.event(nodes, queue)?,
            _ => nodes.skip()?,
        }
        Ok(())
    }

    /// A volume is a session that its papers stand in.
    fn start_volume(&mut self, line: u64, meta: Meta, queue: &mut Queue) {
        let title = if meta.title.is_empty() { self.volume.id.clone() } else { meta.title };
        let printed = ConferenceRecord::of_proceedings(&title, meta.year);
        // `acl` says more than "Findings of …" does.
        let by_venue = meta.venues.iter().map(|venue| ConferenceRecord::of_proceedings(venue, meta.year));
        let mut known = std::iter::once(printed.clone()).chain(by_venue).filter(ConferenceRecord::is_known);
        let conference = known.next().unwrap_or(printed).name;
        self.sessions += 1;
        self.volume.session = Some(SessionKey(self.sessions));
        self.volume.conference = Some(conference.clone());
        self.volume.title.clone_from(&title);
        queue.push(Record::Session(SessionRecord {
            line,
            key: SessionKey(self.sessions),
            title,
            conference: Some(conference),
            kind: Some(self.volume.kind.clone().unwrap_or_else(|| "volume".into())),
            roles: meta.editors,
            ..SessionRecord::default()
        }));
    }

    fn paper(&mut self, line: u64, id: &str, nodes: &mut Nodes, queue: &mut Queue) -> Result<()> {
        let mut paper = PaperRecord { line, ..PaperRecord::default() };
        let mut spellings = VecDeque::new();
        let mut editors = Vec::new();
        let mut named = None;
        while let Some(Node::Start(element)) = next_child(nodes)? {
            match element.name.as_str() {
                "title" => paper.title = nodes.text()?,
                "author" => {
                    let person = Person::read(&element, nodes)?;
                    if !person.variants.is_empty() {
                        let names = std::iter::once(person.author.name.clone()).chain(person.variants).collect();
                        let orcid = person.author.orcid.clone();
                        spellings.push_back(PersonRecord { line, names, orcid });
                    }
                    if person.author.name.as_str().is_empty() {
                        let reason = "an author without a name is left out";
                        queue.tell(Finding::note(nodes.place(line), format!("paper {id:?}"), reason));
                        continue;
                    }
                    paper.authors.push(person.author);
                }
                "editor" => editors.push(role("editor", Person::read(&element, nodes)?)),
                "abstract" => {
                    let text = Some(nodes.text()?).filter(|text| !text.is_empty());
                    paper.abstract_text = paper.abstract_text.take().or(text);
                }
                "pages" => paper.pages = Some(nodes.text()?.replace(['–', '—'], "-")).filter(|pages| !pages.is_empty()),
                "doi" => paper.doi = bare_doi(&nodes.text()?),
                "url" => named = Some(nodes.text()?).filter(|name| !name.is_empty()),
                "video" => {
                    paper
                        .links
                        .extend(element.attribute("href").filter(|link| link.contains("://")).map(str::to_owned));
                    nodes.skip()?;
                }
                "retracted" | "removed" => {
                    paper.status = Some(element.name);
                    nodes.skip()?;
                }
                _ => nodes.skip()?,
            }
        }
        if self.collection.is_none() && is_volume(&self.volume.id, id) {
            let year = year_of_letter(&self.volume.id);
            let meta = Meta { title: paper.title, year, venues: Vec::new(), editors };
            self.start_volume(line, meta, queue);
            return Ok(());
        }
        if paper.title.is_empty() {
            let finding = Finding::rejected(nodes.place(line), format!("paper {id:?}"), "no title");
            let session = SessionRecord { title: self.volume.title.clone(), ..SessionRecord::default() };
            let finding = finding.with_text(text_of(id, &paper));
            queue.tell(finding.in_field("title").with_understood(reject::of_paper(&paper, Some(&session))));
            return Ok(());
        }
        // What is named is a page of the Anthology, unless it is an address of its own.
        let (name, address) = match named {
            Some(address) if address.contains("://") => (self.name_of(id), Some(address)),
            named => (named.unwrap_or_else(|| self.name_of(id)), None),
        };
        paper.url = Some(address.unwrap_or_else(|| format!("https://aclanthology.org/{name}")));
        paper.ids.push(PaperId { scheme: "acl".into(), value: name });
        let in_abstract = paper.abstract_text.as_deref().map(link_addresses).unwrap_or_default();
        paper.links = each_once(std::mem::take(&mut paper.links).into_iter().chain(in_abstract));
        paper.conference.clone_from(&self.volume.conference);
        paper
            .presentations
            .extend(self.volume.session.map(|session| PresentationRecord { session, ..Default::default() }));
        queue.push(Record::Paper(paper));
        spellings.into_iter().for_each(|person| queue.push(Record::Person(person)));
        Ok(())
    }

    /// What the Anthology calls a paper: `2022.naloma-1.2`, `P79-1002`, `W77-0102`.
    fn name_of(&self, paper: &str) -> String {
        let volume = &self.volume.id;
        match &self.collection {
            None => format!("{volume}-{paper}"),
            Some(collection) if collection.contains('.') => format!("{collection}-{volume}.{paper}"),
            Some(collection) if is_of_workshops(collection, volume) => format!("{collection}-{volume:0>2}{paper:0>2}"),
            Some(collection) => format!("{collection}-{volume}{paper:0>3}"),
        }
    }

    /// The talks of an event; its volumes are read where they stand.
    fn event(&mut self, nodes: &mut Nodes, queue: &mut Queue) -> Result<()> {
        let mut conference = None;
        while let Some(Node::Start(element)) = next_child(nodes)? {
            let line = nodes.line();
            match element.name.as_str() {
                "meta" => {
                    let title = Meta::read(nodes)?.title;
                    conference =
                        Some(ConferenceRecord::of_proceedings(&title, None).name).filter(|name| !name.is_empty());
                }
                "talk" => {
                    let kind = Some(element.attribute("type").unwrap_or("talk").to_owned());
                    let (mut title, mut roles) = (String::new(), Vec::new());
                    while let Some(Node::Start(part)) = next_child(nodes)? {
                        match part.name.as_str() {
                            "title" => title = nodes.text()?,
                            "speaker" => roles.push(role("speaker", Person::read(&part, nodes)?)),
                            _ => nodes.skip()?,
                        }
                    }
                    if title.is_empty() {
                        let mut text = opened("talk", "type", element.attribute("type").unwrap_or_default());
                        roles.iter().for_each(|role| add(&mut text, &role.role, role.name.as_str()));
                        let authors = roles.into_iter().map(|role| AuthorRecord::from(role.name)).collect();
                        let paper = PaperRecord { authors, ..PaperRecord::default() };
                        let finding = Finding::rejected(nodes.place(line), "talk", "no title");
                        let finding = finding.with_text(text + "</talk>");
                        queue.tell(finding.in_field("title").with_understood(reject::of_paper(&paper, None)));
                        continue;
                    }
                    self.sessions += 1;
                    let (key, conference) = (SessionKey(self.sessions), conference.clone());
                    queue.push(Record::Session(SessionRecord {
                        line,
                        key,
                        title,
                        conference,
                        kind,
                        roles,
                        ..Default::default()
                    }));
                }
                _ => nodes.skip()?,
            }
        }
        Ok(())
    }
}

impl Meta {
    fn read(nodes: &mut Nodes) -> Result<Self> {
        let mut meta = Self::default();
        while let Some(Node::Start(element)) = next_child(nodes)? {
            match element.name.as_str() {
                "booktitle" | "title" => meta.title = nodes.text()?,
                "year" => meta.year = nodes.text()?.parse().ok(),
                "venue" => meta.venues.push(nodes.text()?),
                "editor" => meta.editors.push(role("editor", Person::read(&element, nodes)?)),
                _ => nodes.skip()?,
            }
        }
        Ok(meta)
    }
}

/// The next element that stands in the one that is read; anything else is its end.
fn next_child(nodes: &mut Nodes) -> Result<Option<Node>> {
    loop {
        match nodes.next()? {
            Some(Node::Text(_)) => {}
            other => return Ok(other),
        }
    }
}

/// A paper as XML: what was read of it, since the file is read only once.
fn text_of(id: &str, paper: &PaperRecord) -> String {
    let mut text = opened("paper", "id", id);
    paper.authors.iter().for_each(|author| add(&mut text, "author", author.name.as_str()));
    let rest = [("pages", &paper.pages), ("abstract", &paper.abstract_text), ("doi", &paper.doi)];
    let rest = rest.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)));
    rest.for_each(|(name, value)| add(&mut text, name, value));
    text + "</paper>"
}

fn role(role: &str, person: Person) -> RoleRecord {
    RoleRecord { role: role.into(), name: person.author.name }
}

/// Whether the number of a volume has two digits: with W, in C69, and from D19-50 on.
fn is_of_workshops(collection: &str, volume: &str) -> bool {
    collection.starts_with('W')
        || collection == "C69"
        || (collection == "D19" && volume.parse::<u32>().is_ok_and(|volume| volume >= 5))
}

/// Whether a paper of the old layout is the volume that the next ones stand in: x000, and xx00 among workshops.
fn is_volume(volume: &str, paper: &str) -> bool {
    let end = if volume.starts_with('W') { "00" } else { "000" };
    paper.len() == 4 && paper.ends_with(end)
}

/// The year in `A83` or `N01`.
fn year_of_letter(volume: &str) -> Option<i16> {
    let year: i16 = volume.get(1..3)?.parse().ok()?;
    Some(if year < 60 { 2000 + year } else { 1900 + year })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_a_paper_as_the_anthology_does() {
        let cases = [
            (Some("2022.naloma"), "1", "2", "2022.naloma-1.2"),
            (Some("P79"), "1", "2", "P79-1002"),
            (Some("W77"), "1", "2", "W77-0102"),
            (Some("D19"), "1", "2", "D19-1002"),
            (Some("D19"), "50", "2", "D19-5002"),
            (Some("C69"), "1", "1", "C69-0101"),
            (None, "A83", "1002", "A83-1002"),
        ];
        for (collection, volume, paper, expected) in cases {
            let volume = Volume { id: volume.into(), ..Volume::default() };
            let anthology = Anthology { collection: collection.map(str::to_owned), volume, ..Anthology::default() };
            assert_eq!(anthology.name_of(paper), expected);
        }
        assert_eq!((year_of_letter("A83"), year_of_letter("N01"), year_of_letter("")), (Some(1983), Some(2001), None));
        assert!(is_volume("A83", "1000") && is_volume("W01", "0700") && !is_volume("A83", "1100"));
    }
}
