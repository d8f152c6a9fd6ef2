//! A table of papers that people keep themselves: one row a paper, columns recognised by their headings.
//!
//! - Specification: <https://www.rfc-editor.org/rfc/rfc4180>, with `,`, `;`, tab or `|` between the fields.
//! - Read: the columns of [`columns`]; others are left out. `--map title=Titel` names one that is not recognised.
//! - Dropped: rows that are quoted badly or have another number of fields than the headings: they are told, and never shift
//!   what stands in them (the abstracts of NeurIPS 2023's orals hold quotes that are not doubled, 6 of 67 rows).
//! - Oddities: a last row without a line break may be cut short, and is told too; Excel's first line `sep=;` is no heading.
//!   A table with both sessions and times is held until its end, because a session is as long as all of its papers.

mod cells;
mod columns;
mod rows;

use std::collections::HashMap;
use std::path::Path;

pub use self::columns::field_names;

use self::columns::Columns;
use self::rows::{Row, Rows};
use super::instant::Instant;
use super::steps::{Queue, Step, each_once, in_steps, paper_titled, text};
use super::{Context, ImportFormat, Input, Records};
use crate::error::{Error, Finding, Place, Result};
use crate::record::{
    AuthorRecord, ConferenceRecord, PaperId, PaperRecord, PresentationRecord, Record, RoleRecord, SessionKey,
    SessionRecord, TimeRecord, bare_doi, id_in_address, link_addresses,
};

/// The format.
pub const FORMAT: ImportFormat = ImportFormat {
    name: "csv",
    about: "a table of your own: one row a paper, columns title, authors, session, room, start … or named with --map",
    rank: 1,
    needs_papers: false,
    recognises,
    records,
};

fn recognises(_path: &Path, head: &[u8]) -> bool {
    // UTF-16 is taken for text too: its ASCII letters are what counts here.
    let head: Vec<u8> = head.iter().copied().filter(|byte| !matches!(byte, 0 | 0xfe | 0xff)).collect();
    let text = String::from_utf8_lossy(&head);
    let text = text.trim_start_matches('\u{feff}');
    // A line of prose may hold a comma and the word "title"; two headings that are known are no accident.
    columns::sniff(text).is_some_and(|(_, known)| known > 1)
        && !text.trim_start().starts_with(['{', '[', '<', '@', '%'])
}

fn records(input: Input, context: &Context) -> Result<Records> {
    let scheme = |conference: Option<&str>, source: &str| {
        let stem = Path::new(source).file_stem().map(|stem| stem.to_string_lossy().into_owned());
        format!("csv:{}", conference.map(str::to_owned).or(stem).unwrap_or_default())
    };
    read(input, context, scheme)
}

/// Reads a table; the scheme of its ids is made of its conference and its name.
pub fn read(input: Input, context: &Context, scheme: fn(Option<&str>, &str) -> String) -> Result<Records> {
    let source = input.source().to_owned();
    let head = String::from_utf8_lossy(input.head()).replace('\0', "");
    let separator =
        columns::sniff(head.trim_start_matches('\u{feff}')).map_or_else(|| usual_separator(&head), |(mark, _)| mark);
    let mut rows = Rows::new(source.clone(), input.utf8_reader()?, separator);
    let mut first = rows.next()?;
    let is_hint = |row: &Row| {
        row.fields.as_ref().is_ok_and(|fields| fields.first().is_some_and(|field| field.starts_with("sep=")))
    };
    if first.as_ref().is_some_and(is_hint) {
        first = rows.next()?;
    }
    let Some(Row { line, fields: Ok(headings) }) = first else {
        return Err(Error::Malformed {
            place: Place::line(source, 1),
            reason: "has no row of headings".into(),
            help: "the first row names the columns, such as title,authors,session,room,start".into(),
        });
    };
    let columns = Columns::find(&source, line, &headings, &context.columns)?;
    let conference = context.conference.clone().or_else(|| ConferenceRecord::of_file(&source));
    let conference = conference.map(|conference| conference.name);
    let mut table = Table {
        scheme: scheme(conference.as_deref(), &source),
        is_programme: columns.has("session") && columns.has("start"),
        source,
        columns,
        headings,
        conference,
        sessions: Vec::new(),
        known: HashMap::new(),
        papers: Vec::new(),
    };
    Ok(in_steps(move |queue| {
        let Some(row) = rows.next()? else {
            table.finish(queue);
            return Ok(Step::End);
        };
        table.row(row, queue);
        Ok(Step::More)
    }))
}

/// The separator of a table whose headings are not known.
fn usual_separator(head: &str) -> u8 {
    let line = head.lines().next().unwrap_or_default();
    [b',', b';', b'\t', b'|'].into_iter().max_by_key(|mark| line.matches(char::from(*mark)).count()).unwrap_or(b',')
}

/// One table while it is read.
struct Table {
    source: String,
    columns: Columns,
    headings: Vec<String>,
    conference: Option<String>,
    scheme: String,
    /// Whether it holds the times of sessions, which are known at its end.
    is_programme: bool,
    sessions: Vec<SessionRecord>,
    known: HashMap<(String, Option<String>), SessionKey>,
    papers: Vec<PaperRecord>,
}

impl Table {
    fn row(&mut self, row: Row, queue: &mut Queue) {
        let Row { line, fields } = row;
        let reject =
            |subject: &str, reason: String| Finding::rejected(Place::line(self.source.as_str(), line), subject, reason);
        let fields = match fields {
            Ok(fields) if fields.len() == self.columns.width => fields,
            Ok(fields) => {
                let reason = format!("has {} fields, and the headings are {}", fields.len(), self.columns.width);
                return queue.tell(reject("row", reason));
            }
            Err(reason) => return queue.tell(reject("row", reason.to_owned())),
        };
        if fields == self.headings {
            return queue.tell(reject("row", "the headings again".into()));
        }
        let Some(title) = text(self.columns.value(&fields, "title")) else {
            return queue.tell(reject("row", "no title".into()));
        };
        let cell = cells::names(self.columns.value(&fields, "authors").unwrap_or_default());
        if cell.is_doubtful {
            let place = Place::line(self.source.as_str(), line);
            let reason = "its author may be one person, or two of one word each; taken for one";
            queue.tell(Finding::note(place, paper_titled(&title), reason));
        }
        let mut authors: Vec<AuthorRecord> = cell.names.into_iter().map(AuthorRecord::from).collect();
        let affiliations = self.columns.value(&fields, "affiliations").unwrap_or_default();
        let affiliations: Vec<&str> = affiliations.split(['|', ';', '\n']).map(str::trim).collect();
        if affiliations.len() == authors.len() {
            for (author, affiliation) in authors.iter_mut().zip(affiliations) {
                author.affiliation = text(Some(affiliation));
            }
        }
        let presentations = self.presentations(line, &fields, queue);
        let paper = PaperRecord { line, title, authors, presentations, ..self.paper(&fields) };
        if self.is_programme {
            self.papers.push(paper);
        } else {
            queue.push(Record::Paper(paper));
        }
    }

    fn finish(&mut self, queue: &mut Queue) {
        if self.is_programme {
            std::mem::take(&mut self.sessions).into_iter().for_each(|session| queue.push(Record::Session(session)));
            std::mem::take(&mut self.papers).into_iter().for_each(|paper| queue.push(Record::Paper(paper)));
        }
    }

    /// Where and when the paper of a row is presented.
    fn presentations(&mut self, line: u64, fields: &[String], queue: &mut Queue) -> Vec<PresentationRecord> {
        let value = |field: &str| text(self.columns.value(fields, field));
        let (kind, board, room, date) = (value("kind"), value("board"), value("room"), value("date"));
        let moment = |field: &str| {
            let printed = value(field)?;
            let whole = date.as_ref().map(|date| format!("{date} {printed}"));
            let instant = Instant::parse(&printed).or_else(|| Instant::parse(whole.as_deref()?));
            Some((whole.filter(|_| Instant::parse(&printed).is_none()).unwrap_or(printed), instant.map(Instant::iso)))
        };
        let time = moment("start").map(|(printed, starts_at)| {
            let ends_at = moment("end").and_then(|(_, iso)| iso);
            TimeRecord { printed, starts_at, ends_at }
        });
        let moderators = cells::names(self.columns.value(fields, "moderator").unwrap_or_default()).names;
        let titles = cells::list(self.columns.value(fields, "session").unwrap_or_default(), &["|"]);
        let mut presentations = Vec::new();
        for title in titles {
            let next = SessionKey(u32::try_from(self.known.len() + 1).unwrap_or(u32::MAX));
            let key = *self.known.entry((title.clone(), room.clone())).or_insert(next);
            if key == next {
                let role = |name| RoleRecord { role: "moderator".into(), name };
                let session = SessionRecord {
                    line,
                    key,
                    title,
                    conference: self.conference_of(fields),
                    room: room.clone(),
                    time: time.clone(),
                    roles: moderators.iter().cloned().map(role).collect(),
                    ..SessionRecord::default()
                };
                if self.is_programme {
                    self.sessions.push(session);
                } else {
                    queue.push(Record::Session(session));
                }
            } else if let Some(session) = self.sessions.get_mut(key.0 as usize - 1) {
                widen(session, time.as_ref());
            }
            presentations.push(PresentationRecord {
                session: key,
                kind: kind.clone(),
                board: board.clone(),
                time: time.clone(),
            });
        }
        presentations
    }

    fn conference_of(&self, fields: &[String]) -> Option<String> {
        text(self.columns.value(fields, "conference")).or_else(|| self.conference.clone())
    }

    /// What a row says of its paper beside title, authors and session.
    fn paper(&self, fields: &[String]) -> PaperRecord {
        let value = |field: &str| text(self.columns.value(fields, field));
        let abstract_text = self.columns.value(fields, "abstract").map(|text| text.replace("\r\n", "\n"));
        let (url, pdf) = (value("url"), value("pdf"));
        let mut ids: Vec<PaperId> = url.iter().chain(&pdf).filter_map(|address| id_in_address(address)).collect();
        ids.dedup();
        ids.extend(value("id").map(|value| PaperId { scheme: self.scheme.clone(), value }));
        let in_abstract = abstract_text.as_deref().map(link_addresses).unwrap_or_default();
        let links = each_once(pdf.into_iter().chain(in_abstract));
        PaperRecord {
            conference: self.conference_of(fields),
            status: value("status"),
            track: value("track"),
            doi: value("doi").as_deref().or(url.as_deref().filter(|url| url.contains("doi.org/"))).and_then(bare_doi),
            keywords: cells::list(self.columns.value(fields, "keywords").unwrap_or_default(), &["|", ";", ","]),
            abstract_text,
            url,
            ids,
            links,
            ..PaperRecord::default()
        }
    }
}

/// A session lasts from the start of its first paper to the end of its last; texts of one zone compare as moments do.
fn widen(session: &mut SessionRecord, time: Option<&TimeRecord>) {
    let (Some(known), Some(time)) = (&mut session.time, time) else { return };
    if let (Some(known_start), Some(start)) = (&known.starts_at, &time.starts_at)
        && start < known_start
    {
        known.starts_at = Some(start.clone());
        known.printed.clone_from(&time.printed);
    }
    known.ends_at = [known.ends_at.take(), time.ends_at.clone()].into_iter().flatten().max();
}
