//! A table of papers that people keep themselves: one row a paper, columns recognised by their headings.
//!
//! - Specification: <https://www.rfc-editor.org/rfc/rfc4180>, with `,`, `;`, tab or `|` between the fields.
//! - Read: the columns of [`columns`]; others are left out. `--map title=Titel` names one that is not recognised.
//! - Dropped: rows that are quoted badly or have another number of fields than the headings: they are told, and never shift
//!   what stands in them (the abstracts of NeurIPS 2023's orals hold quotes that are not doubled, 6 of 67 rows).
//! - Oddities: a last row without a line break may be cut short, and is told too; Excel's first line `sep=;` is no heading.
//!   A table with times is held until its end, because a session is as long as all of its papers, and `3/4/2022` is read as
//!   its other dates are. Rows that follow each other with one title tell of one paper: one row an author, or one a
//!   presentation. Without a session, what starts at one time in one room is one. The table that `--rejects` writes is
//!   read too ([`rejects`]).

mod cells;
mod columns;
mod entry;
mod moment;
mod programme;
mod rejects;
mod rows;

use std::path::Path;

pub use self::columns::field_names;

use self::columns::Columns;
use self::entry::Entry;
use self::moment::{Order, When};
use self::programme::{Placing, Programme};
use self::rejects::Rejects;
use self::rows::{Row, Rows};
use super::steps::{Queue, Step, each_once, in_steps, paper_titled, text};
use super::when::Clock;
use super::{Context, ImportFormat, Input, Records};
use crate::error::{Error, Finding, Place, Result, Understood};
use crate::record::{
    AuthorRecord, ConferenceRecord, PaperId, PaperRecord, Record, bare_doi, id_in_address, link_addresses,
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
    // Without a mark, UTF-16 is told from its ASCII letters, to be refused with a reason.
    let text = encoding_rs::UTF_8.decode(head).0.replace('\0', "");
    // A line of prose may hold a comma and the word "title"; two headings that are known are no accident.
    columns::sniff(&text).is_some_and(|(_, known)| known > 1)
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
    encoding_is_clear(&source, input.head())?;
    let head = encoding_rs::UTF_8.decode(input.head()).0.into_owned();
    let separator = columns::sniff(&head).map_or_else(|| usual_separator(&head), |(mark, _)| mark);
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
    let rejects = Rejects::find(&headings);
    let conference = context.conference.clone().or_else(|| ConferenceRecord::of_file(&source));
    let clock = Clock { year: conference.as_ref().and_then(|conference| conference.year), ..Clock::default() };
    let conference = conference.map(|conference| conference.name);
    let mut table = Table {
        scheme: scheme(conference.as_deref(), &source),
        is_programme: columns.has("start") || columns.has("date"),
        source,
        columns,
        rejects,
        headings,
        conference,
        clock,
        order: Order::default(),
        programme: Programme::default(),
        entry: None,
        entries: Vec::new(),
        counts: Counts::default(),
    };
    Ok(in_steps(move |queue| {
        let Some(row) = rows.next()? else {
            table.finish(queue);
            return Ok(Step::End);
        };
        table.row(row, &rows, queue);
        Ok(Step::More)
    }))
}

/// Says so where the beginning of a file is no text with line breaks.
fn encoding_is_clear(source: &str, head: &[u8]) -> Result<()> {
    let refused = |reason: &str, help: &str| {
        Err(Error::Malformed { place: Place::line(source, 1), reason: reason.to_owned(), help: help.to_owned() })
    };
    if head.contains(&0) && !matches!(head, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) {
        return refused(
            "holds zero bytes, as UTF-16 without a byte-order mark does",
            "save the table as \"CSV UTF-8\"",
        );
    }
    if head.contains(&b'\r') && !head.contains(&b'\n') {
        let help = "save the table as \"CSV UTF-8\", or make line feeds of them with `tr '\\r' '\\n'`";
        return refused("divides its lines by carriage returns alone, as old Macs do", help);
    }
    Ok(())
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
    /// The table of an earlier import's rejected records; `None` for any other table.
    rejects: Option<Rejects>,
    headings: Vec<String>,
    conference: Option<String>,
    scheme: String,
    clock: Clock,
    /// Whether it holds times, which are known at its end: a date may be explained by a later one, and a session is as
    /// long as all of its papers.
    is_programme: bool,
    order: Order,
    programme: Programme,
    /// The paper of the last row; the next row may tell more of it.
    entry: Option<Entry>,
    /// The papers of a programme.
    entries: Vec<Entry>,
    counts: Counts,
}

/// What so many rows have that one finding for all of them says it better: how many, and the line of the first.
#[derive(Default)]
struct Counts {
    authors: (u64, u64),
    presentations: (u64, u64),
    unmatched: (u64, u64),
}

fn count(count: &mut (u64, u64), line: u64) {
    count.0 += 1;
    if count.0 == 1 {
        count.1 = line;
    }
}

impl Table {
    fn row(&mut self, row: Row, rows: &Rows, queue: &mut Queue) {
        let Row { line, fields } = row;
        let reject = |subject: &str, reason: String| {
            Finding::rejected(Place::line(self.source.as_str(), line), subject, reason).with_text(rows.text())
        };
        let mut fields = match fields {
            Ok(fields) if fields.len() == self.columns.width => fields,
            Ok(fields) => {
                let reason = format!("has {} fields, and the headings are {}", fields.len(), self.columns.width);
                return queue.tell(reject("row", reason));
            }
            Err(reason) => return queue.tell(reject("row", reason.to_owned())),
        };
        if is_headings(&fields, &self.headings) {
            return queue.tell(reject("row", "the headings again".into()));
        }
        if let Some(rejects) = &self.rejects {
            rejects.take_guards_off(&mut fields);
        }
        let incomplete = |subject: &str, field: &'static str| {
            let finding = reject(subject, format!("no {field}")).in_field(field);
            let first_text = self.rejects.as_ref().and_then(|rejects| rejects.text(&fields));
            let finding = match first_text {
                Some(text) => finding.with_text(text),
                None => finding,
            };
            finding.with_understood(self.understood(&fields))
        };
        let Some(title) = text(self.columns.value(&fields, "title")) else {
            return queue.tell(incomplete("row", "title"));
        };
        let is_missing = |field: &&str| self.columns.has(field) && self.columns.value(&fields, field).is_none();
        if let Some(field) = self.rejects.as_ref().and_then(|rejects| rejects.field(&fields)).filter(is_missing) {
            return queue.tell(incomplete(&paper_titled(&title), field));
        }
        let cell = cells::names(self.columns.value(&fields, "authors").unwrap_or_default());
        if cell.is_doubtful {
            let place = Place::line(self.source.as_str(), line);
            queue.tell(Finding::note(place, paper_titled(&title), cell.doubt()));
        }
        let mut authors = cell.names;
        if !self.add_affiliations(&mut authors, &fields) {
            count(&mut self.counts.unmatched, line);
        }
        let placings = self.placings(line, &fields);
        placings.iter().filter_map(|placing| placing.when.as_ref()).for_each(|when| self.order.learn(when));
        let paper = PaperRecord { line, title, authors, ..self.paper(&fields) };
        self.take(Entry::new(paper, placings), queue);
    }

    /// Gives each author the affiliation of the row; `false` where there are not as many as authors.
    fn add_affiliations(&self, authors: &mut [AuthorRecord], fields: &[String]) -> bool {
        let Some(cell) = self.columns.value(fields, "affiliations") else { return true };
        if let [author] = authors {
            author.affiliation = text(Some(cell));
            return true;
        }
        let affiliations: Vec<&str> = cell.split(['|', ';', '\n']).collect();
        let is_matched = affiliations.len() == authors.len();
        for (author, affiliation) in authors.iter_mut().zip(affiliations).filter(|_| is_matched) {
            author.affiliation = text(Some(affiliation));
        }
        is_matched || authors.is_empty()
    }

    /// Takes a row in: it tells of a paper of its own, or more of the paper of the row before.
    fn take(&mut self, entry: Entry, queue: &mut Queue) {
        let line = entry.paper.line;
        let entry = match self.entry.take() {
            Some(mut known) if known.is_told_by(&entry) => {
                let counted = match known.add(entry) {
                    true => &mut self.counts.authors,
                    false => &mut self.counts.presentations,
                };
                count(counted, line);
                known
            }
            Some(known) => {
                self.hand_out(known, queue);
                entry
            }
            None => entry,
        };
        self.entry = Some(entry);
    }

    fn hand_out(&mut self, entry: Entry, queue: &mut Queue) {
        if self.is_programme {
            self.entries.push(entry);
        } else {
            let paper = self.placed(entry);
            self.programme.take_new().into_iter().for_each(|session| queue.push(Record::Session(session)));
            queue.push(Record::Paper(paper));
        }
    }

    fn placed(&mut self, entry: Entry) -> PaperRecord {
        let presentations = entry.placings.iter().map(|placing| self.programme.place(placing, self.order)).collect();
        PaperRecord { presentations, ..entry.paper }
    }

    fn finish(&mut self, queue: &mut Queue) {
        if let Some(entry) = self.entry.take() {
            self.hand_out(entry, queue);
        }
        let entries = std::mem::take(&mut self.entries);
        let papers: Vec<PaperRecord> = entries.into_iter().map(|entry| self.placed(entry)).collect();
        self.programme.take_new().into_iter().for_each(|session| queue.push(Record::Session(session)));
        papers.into_iter().for_each(|paper| queue.push(Record::Paper(paper)));
        self.tell_counts(queue);
    }

    fn tell_counts(&self, queue: &mut Queue) {
        let counts = [
            (self.counts.authors, "tells a further author of the paper above"),
            (self.counts.presentations, "tells of the paper above once more"),
            (self.counts.unmatched, "not as many affiliations as authors; affiliations left out"),
            (self.programme.doubtful, "its date can be read in two ways; kept as printed"),
        ];
        for ((rows, line), reason) in counts.into_iter().filter(|((rows, _), _)| *rows > 0) {
            let subject = if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows from here on") };
            queue.tell(Finding::note(Place::line(self.source.as_str(), line), subject, reason));
        }
    }

    /// Where and when the paper of a row is presented.
    fn placings(&self, line: u64, fields: &[String]) -> Vec<Placing> {
        let value = |field: &str| text(self.columns.value(fields, field));
        let (date, start, end) = (value("date"), value("start"), value("end"));
        let room = value("room");
        let when = When::read(date.as_deref(), start.as_deref(), end.as_deref(), &self.clock);
        let titles = cells::list(self.columns.value(fields, "session").unwrap_or_default(), &["|"]);
        let mut titles: Vec<Option<String>> = titles.into_iter().map(Some).collect();
        if titles.is_empty() && (room.is_some() || when.is_some()) {
            titles.push(None);
        }
        let placing = |session: Option<String>| Placing {
            line,
            session,
            conference: self.conference_of(fields),
            room: room.clone(),
            when: when.clone(),
            kind: value("kind"),
            board: value("board"),
            moderators: cells::names(self.columns.value(fields, "moderator").unwrap_or_default()).names,
        };
        titles.into_iter().map(placing).collect()
    }

    /// The cells of a row that is left out.
    fn understood(&self, fields: &[String]) -> Understood {
        let value = |field: &str| self.columns.value(fields, field).map(str::to_owned);
        let (date, start) = (value("date"), value("start"));
        Understood {
            title: value("title"),
            authors: value("authors"),
            session: value("session"),
            room: value("room"),
            start: When::read(date.as_deref(), start.as_deref(), None, &self.clock).map(|when| when.printed),
            abstract_text: value("abstract"),
        }
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

/// Whether a row is that of the headings, as where a file stands twice in one.
fn is_headings(fields: &[String], headings: &[String]) -> bool {
    let plain = |field: &String| field.trim_start_matches('\u{feff}').trim().to_owned();
    fields.iter().map(plain).eq(headings.iter().map(plain))
}
