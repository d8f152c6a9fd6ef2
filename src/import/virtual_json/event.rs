//! One event of a feed.

use serde::Deserialize;

use crate::import::entity;
use crate::import::instant::Instant;
use crate::import::json::Loose;
use crate::import::steps::each_once;
use crate::record::{
    AuthorRecord, ConferenceRecord, PaperId, PaperRecord, PersonName, TimeRecord, id_in_address, link_addresses,
    one_line,
};

/// Kinds of events that are no papers, whatever else they have.
const NO_PAPERS: [&str; 22] = [
    "affinity",
    "affinity workshop",
    "break",
    "competition",
    "demonstration",
    "expo demonstration",
    "expo talk panel",
    "expo workshop",
    "invited talk",
    "keynote",
    "meal",
    "mentorship",
    "oral session",
    "panel",
    "plenary",
    "poster session",
    "registration desk",
    "session",
    "social",
    "town hall",
    "tutorial",
    "workshop",
];

/// Words in the kinds of events that present papers, be their authors known or not.
const PAPERS: [&str; 4] = ["oral", "paper", "poster", "spotlight"];

/// One event. Every value may be missing.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Event {
    id: Loose,
    name: Loose,
    authors: Option<Vec<Author>>,
    r#abstract: Loose,
    topic: Loose,
    keywords: Loose,
    decision: Loose,
    session: Loose,
    eventtype: Loose,
    room_name: Loose,
    virtualsite_url: Loose,
    paper_url: Loose,
    paper_pdf_url: Loose,
    sourceurl: Loose,
    poster_position: Loose,
    /// When it starts, as the feed writes it.
    pub starttime: Loose,
    /// When it ends, as the feed writes it.
    pub endtime: Loose,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Author {
    fullname: Loose,
    url: Loose,
    institution: Loose,
}

/// A value without references to characters, on one line; `None` when nothing is left of it.
fn plain(value: &Loose) -> Option<String> {
    value.as_deref().map(|value| one_line(&entity::resolve(value))).filter(|value| !value.is_empty())
}

impl Event {
    /// Its name; `None` when it has none.
    pub fn title(&self) -> Option<String> {
        plain(&self.name)
    }

    /// "Poster", "Oral", …; `None` when the feed does not say.
    pub fn kind(&self) -> Option<String> {
        plain(&self.eventtype).filter(|kind| !kind.contains('{'))
    }

    /// The title of the session that it stands in; `None` when the feed does not say.
    pub fn session(&self) -> Option<String> {
        plain(&self.session)
    }

    /// The room; `None` when the feed does not say.
    pub fn room(&self) -> Option<String> {
        plain(&self.room_name)
    }

    /// The poster board, such as `#2504`; `None` when the feed does not say.
    pub fn board(&self) -> Option<String> {
        plain(&self.poster_position)
    }

    /// The names of its authors or speakers, in order.
    pub fn author_names(&self) -> impl Iterator<Item = String> {
        self.authors.iter().flatten().filter_map(|author| plain(&author.fullname))
    }

    /// When it takes place; `None` when the feed does not say.
    pub fn time(&self) -> Option<TimeRecord> {
        let iso = |time: &Loose| Instant::parse(time.as_deref()?).map(Instant::iso);
        Some(TimeRecord {
            printed: plain(&self.starttime)?,
            starts_at: iso(&self.starttime),
            ends_at: iso(&self.endtime),
        })
    }

    /// Whether it presents a paper: an event of a kind that nobody foresaw does when somebody wrote it.
    pub fn is_paper(&self) -> bool {
        let kind = self.kind().unwrap_or_default().to_lowercase();
        let has_paper = plain(&self.decision).is_some() || plain(&self.paper_url).is_some();
        let is_for_papers = PAPERS.iter().any(|known| kind.contains(known));
        !NO_PAPERS.contains(&kind.as_str())
            && (has_paper || is_for_papers || (!kind.is_empty() && self.author_names().next().is_some()))
    }

    /// The conference and its year; `None` when no address says it.
    pub fn conference(&self) -> Option<String> {
        let year = |address: &str| address.split('/').find_map(|part| ConferenceRecord::parse(part).year);
        let site = self.site()?;
        let name = site.split('.').find(|label| *label != "www" && *label != "dev")?;
        let year = self.virtualsite_url.as_deref().and_then(year).or(self.sourceurl.as_deref().and_then(year));
        let known = ConferenceRecord::of_proceedings(name, year);
        Some(if known.is_known() {
            known.name
        } else {
            ConferenceRecord::of_proceedings(&name.to_uppercase(), year).name
        })
    }

    /// The host of the site, such as `neurips.cc`.
    fn site(&self) -> Option<String> {
        let host = |address: &str| {
            let (_, rest) = address.split_once("://")?;
            rest.split(['/', '?', ':']).next().map(str::to_lowercase).filter(|host| host.contains('.'))
        };
        // The feed's own addresses have no host; those of its authors have the site's.
        let of_authors = self.authors.iter().flatten().filter_map(|author| author.url.as_deref()).find_map(host);
        let of_page = self.virtualsite_url.as_deref().and_then(host);
        // `https://openreview.net/group?id=NeurIPS.cc/2025/Conference`
        let venue = || {
            let (_, group) = self.sourceurl.as_deref()?.split_once("group?id=")?;
            group.split('/').next().map(str::to_lowercase)
        };
        of_page.or(of_authors).or_else(venue)
    }

    /// The paper, without where and when it is presented.
    pub fn paper(&self, line: u64, title: String) -> PaperRecord {
        let site = self.site();
        let abstract_text = self.r#abstract.as_deref().map(|text| entity::resolve(text).trim().replace("\r\n", "\n"));
        let abstract_text = abstract_text.filter(|text| !text.is_empty());
        let paper_url = plain(&self.paper_url).filter(|address| !address.contains("placeholder"));
        let pdf = plain(&self.paper_pdf_url);
        let mut ids: Vec<PaperId> = paper_url.iter().chain(&pdf).filter_map(|address| id_in_address(address)).collect();
        ids.dedup();
        if let (Some(site), Some(value)) = (&site, plain(&self.id)) {
            ids.push(PaperId { scheme: format!("virtual:{site}"), value });
        }
        let page = match (&site, plain(&self.virtualsite_url)) {
            (Some(site), Some(page)) if page.starts_with('/') => Some(format!("https://{site}{page}")),
            (_, page) => page.filter(|page| page.contains("://")),
        };
        let in_abstract = abstract_text.as_deref().map(link_addresses).unwrap_or_default();
        let of_paper = paper_url.into_iter().chain(pdf).filter(|link| Some(link) != page.as_ref());
        let links = each_once(of_paper.chain(in_abstract));
        let author = |author: &Author| {
            let name = PersonName::literal(plain(&author.fullname)?);
            Some(AuthorRecord { name, affiliation: plain(&author.institution), orcid: None })
        };
        let keywords = plain(&self.keywords).unwrap_or_default();
        let mark = if keywords.contains(';') { ';' } else { ',' };
        let keywords = each_once(keywords.split(mark).map(one_line).filter(|word| !word.is_empty()));
        PaperRecord {
            line,
            title,
            authors: self.authors.iter().flatten().filter_map(author).collect(),
            abstract_text,
            conference: self.conference(),
            status: plain(&self.decision),
            track: plain(&self.topic),
            url: page,
            ids,
            keywords,
            links,
            ..PaperRecord::default()
        }
    }
}
