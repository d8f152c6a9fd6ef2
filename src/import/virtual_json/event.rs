//! One event of a feed.

use serde::Deserialize;

use crate::import::entity;
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

/// One event. Every value may be missing.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Event {
    id: Option<u64>,
    name: Option<String>,
    authors: Option<Vec<Author>>,
    r#abstract: Option<String>,
    topic: Option<String>,
    keywords: Option<Keywords>,
    decision: Option<String>,
    session: Option<String>,
    eventtype: Option<String>,
    room_name: Option<String>,
    virtualsite_url: Option<String>,
    paper_url: Option<String>,
    paper_pdf_url: Option<String>,
    sourceurl: Option<String>,
    poster_position: Option<String>,
    /// When it starts, as the feed writes it.
    pub starttime: Option<String>,
    /// When it ends, as the feed writes it.
    pub endtime: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Author {
    fullname: Option<String>,
    url: Option<String>,
    institution: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Keywords {
    List(Vec<String>),
    Text(String),
}

/// A value without references to characters, on one line; `None` when nothing is left of it.
fn plain(value: &Option<String>) -> Option<String> {
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

    /// When it takes place; `None` when the feed does not say, or not with an offset.
    pub fn time(&self) -> Option<TimeRecord> {
        let is_instant = |time: &&String| time.parse::<jiff::Timestamp>().is_ok();
        let printed = plain(&self.starttime)?;
        let starts_at = self.starttime.as_ref().filter(is_instant).cloned();
        Some(TimeRecord { printed, starts_at, ends_at: self.endtime.as_ref().filter(is_instant).cloned() })
    }

    /// Whether it presents a paper.
    pub fn is_paper(&self) -> bool {
        let kind = self.kind().unwrap_or_default().to_lowercase();
        !NO_PAPERS.contains(&kind.as_str())
            && (!kind.is_empty() || plain(&self.decision).is_some() || plain(&self.paper_url).is_some())
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
        if let (Some(site), Some(id)) = (&site, self.id) {
            ids.push(PaperId { scheme: format!("virtual:{site}"), value: id.to_string() });
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
        let keywords = match &self.keywords {
            Some(Keywords::List(words)) => words.iter().filter_map(|word| plain(&Some(word.clone()))).collect(),
            Some(Keywords::Text(words)) => {
                words.split([';', ',']).map(one_line).filter(|word| !word.is_empty()).collect()
            }
            None => Vec::new(),
        };
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
