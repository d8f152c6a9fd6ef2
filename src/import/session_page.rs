//! A session page of a conference saved as text, as icml.cc, neurips.cc and iclr.cc show it: the word "Session", a
//! title, a room, "Moderator: …", then for each paper a title, its authors joined by ` · ` and an abstract.
//!
//! - Specification: none; the pages themselves. The layout is the one of ICML 2022, "Room 310".
//! - Read: session title, kind, room, time, moderators and chairs; paper title, authors, affiliations in brackets,
//!   abstract, kind, poster board, time; addresses in abstracts.
//! - Dropped: buttons (`[ Slides ]`), lines of the site's own ("Skip to main content").
//! - Oddities: a single author stands without a separator, an abstract may be missing or have several paragraphs
//!   ([`reading`] finds the most likely reading); a page without "Session" is a list of papers without a session; a
//!   page saved in another way has its titles and times on one line; entries such as "Registration Desk" are no papers.

mod authors;
mod header;
mod line;
mod reading;

use std::ops::Range;
use std::path::Path;

use self::line::{Line, Shape, is_no_paper, kind_before_title};
use self::reading::{Clues, Reading, Role};
use super::when::{Clock, Printed};
use super::{Context, ImportFormat, Input, Records};
use crate::error::{Error, Finding, Place, Result, Severity};
use crate::record::{
    PaperRecord, PersonName, PresentationRecord, Record, RoleRecord, SessionKey, SessionRecord, TimeRecord,
    link_addresses,
};

/// The format.
pub const FORMAT: ImportFormat = ImportFormat {
    name: "session-page",
    about: "a session page saved as text: \"Session\", title, room, moderator, then title, authors and abstract of each paper",
    rank: 7,
    needs_papers: false,
    recognises,
    records,
};

fn recognises(_path: &Path, head: &[u8]) -> bool {
    // UTF-16 is taken for text too: its ASCII letters are what counts here.
    let head: Vec<u8> = head.iter().copied().filter(|byte| !matches!(byte, 0 | 0xfe | 0xff)).collect();
    let text = String::from_utf8_lossy(&head);
    let is_markup = text.trim_start().starts_with(['{', '[', '<', '@', '%']) || text.trim_start().starts_with("---");
    let lines = line::lines(&text);
    let has_mark = lines.iter().any(|line| matches!(line.shape, Shape::SessionMark(_)));
    let has_papers = |line: &Line<'_>| is_name_list(line.text) || Printed::split_from_title(line.text).is_some();
    !is_markup && (has_mark || lines.iter().any(has_papers))
}

fn records(input: Input, context: &Context) -> Result<Records> {
    let source = input.source().to_owned();
    let text = input.text()?;
    let mut page = Page {
        source,
        clock: Clock { year: context.conference.as_ref().and_then(|conference| conference.year), ..Clock::default() },
        sessions: 0,
        out: Vec::new(),
    };
    let lines = line::lines(&text);
    page.read(&lines);
    if !page.out.iter().any(Result::is_ok) && !lines.iter().any(is_of_a_programme) {
        return Err(Error::Malformed {
            place: Place { source: page.source, line: None },
            reason: "holds no session and no paper".into(),
            help: "a session page starts with the word \"Session\" on a line of its own; see `plenary formats`".into(),
        });
    }
    Ok(Box::new(page.out.into_iter()))
}

/// How many lines before and behind one in doubt are read anew in another way.
const AROUND: usize = 40;

/// One page while it is read.
struct Page {
    source: String,
    clock: Clock,
    sessions: u32,
    out: Vec<Result<Record>>,
}

/// One line that is a title, authors or part of an abstract, with what stands before it.
struct Entry<'a> {
    line: &'a Line<'a>,
    /// Without the time that stood at its end.
    text: &'a str,
    clues: Clues,
    marks: Marks<'a>,
}

/// Lines between two entries.
#[derive(Debug, Default, Clone)]
struct Marks<'a> {
    kind: Option<&'a str>,
    board: Option<&'a str>,
    time: Option<Printed>,
}

/// The lines of one paper, before they are taken for one.
struct Draft<'a, 'b> {
    entries: &'b [Entry<'a>],
    roles: &'b [Role],
    marks: &'b Marks<'a>,
    /// Whether "Workshop: Gaze meets ML" is a kind and a title.
    has_kinds: bool,
}

impl Marks<'_> {
    fn is_empty(&self) -> bool {
        self.kind.is_none() && self.board.is_none() && self.time.is_none()
    }
}

impl Page {
    fn read(&mut self, lines: &[Line<'_>]) {
        let starts: Vec<usize> = (0..lines.len())
            .filter(|&index| lines.get(index).is_some_and(|line| matches!(line.shape, Shape::SessionMark(_))))
            .collect();
        let (before, _) = lines.split_at(starts.first().copied().unwrap_or(lines.len()));
        self.clock.zone = lines.iter().find_map(|line| match &line.shape {
            Shape::Zone(zone) => Some(zone.clone()),
            _ => None,
        });
        self.read_before_sessions(before, !starts.is_empty());
        for (index, start) in starts.iter().enumerate() {
            let end = starts.get(index + 1).copied().unwrap_or(lines.len());
            if let Some((mark, body)) = lines.get(*start..end).and_then(<[Line<'_>]>::split_first) {
                self.read_session(mark, body);
            }
        }
    }

    /// What stands before the first session: papers without a session, or the site's own lines.
    fn read_before_sessions(&mut self, lines: &[Line<'_>], has_sessions: bool) {
        let has_papers = lines.iter().any(|line| authors::split(line.text).len() > 1);
        if has_papers || (!has_sessions && !lines.is_empty()) {
            self.read_papers(lines, None);
            return;
        }
        let mut texts = lines.iter().filter(|line| line.shape == Shape::Text);
        if let Some(first) = texts.next() {
            let more = texts.count();
            let reason = match more {
                0 => "stands before the first session and is not read".to_owned(),
                _ => format!("this and {more} more lines stand before the first session and are not read"),
            };
            self.find(Severity::Note, first.number, format!("line \"{}\"", cut(first.text)), reason);
        }
    }

    fn read_session(&mut self, mark: &Line<'_>, body: &[Line<'_>]) {
        let (header, used) = header::read(body);
        let Some((line, title)) = header.title else {
            self.find(Severity::Rejected, mark.number, "session".into(), "no title behind the word \"Session\"".into());
            self.read_papers(body.get(used..).unwrap_or_default(), None);
            return;
        };
        self.sessions += 1;
        let key = SessionKey(self.sessions);
        self.clock.day = None;
        let time = header.time.as_ref().map(|printed| {
            self.clock.day = printed.date(&self.clock).ok().flatten();
            self.time(printed, line, &format!("session \"{}\"", cut(title)))
        });
        let roles = header.roles.iter().flat_map(|(role, names)| {
            authors::split(names)
                .into_iter()
                .map(|name| RoleRecord { role: (*role).to_owned(), name: PersonName::literal(name) })
        });
        let kind = match mark.shape {
            Shape::SessionMark(kind) => kind.map(str::to_owned),
            _ => None,
        };
        self.out.push(Ok(Record::Session(SessionRecord {
            line,
            key,
            title: title.to_owned(),
            kind,
            room: header.room,
            time,
            roles: roles.collect(),
            ..SessionRecord::default()
        })));
        self.read_papers(body.get(used..).unwrap_or_default(), Some(key));
    }

    fn read_papers(&mut self, lines: &[Line<'_>], session: Option<SessionKey>) {
        let (entries, trailing) = entries(lines);
        let texts: Vec<(&str, Clues)> = entries.iter().map(|entry| (entry.text, entry.clues)).collect();
        let reading = reading::read(&texts);
        let starts = paper_starts(&reading.roles);
        // Where one title with a time has no kind in front, the others' colons belong to their titles.
        let has_kinds =
            entries.iter().filter(|entry| entry.clues.is_timed).all(|entry| kind_before_title(entry.text).is_some());
        // Where the first paper has nothing before its title, times and boards stand behind the abstracts.
        let marks_lead = entries.first().is_none_or(|entry| !entry.marks.is_empty()) || trailing.is_empty();
        for (index, start) in starts.iter().enumerate() {
            let end = starts.get(index + 1).copied().unwrap_or(entries.len());
            let next = entries.get(end).map_or(&trailing, |entry| &entry.marks);
            let mut marks = Marks::default();
            for entry in entries.get(*start..end).unwrap_or_default() {
                let is_lead = std::ptr::eq(entry, entries.get(*start).unwrap_or(entry));
                if !is_lead || marks_lead {
                    marks.take(&entry.marks);
                }
            }
            if !marks_lead {
                marks.take(next);
            }
            let paper = entries.get(*start..end).unwrap_or_default();
            let roles = reading.roles.get(*start..end).unwrap_or_default();
            let is_paper = paper.first().is_some_and(|entry| !is_no_paper(entry.text));
            let doubt = reading.doubts.get(reading.doubts.partition_point(|(line, _)| line < start));
            match doubt.filter(|(line, _)| is_paper && *line < end) {
                Some((line, other)) => {
                    // In the other reading the line may belong to the paper before, and what follows to this one.
                    let first = starts.get(index.saturating_sub(1)).copied().unwrap_or(*start);
                    let last = starts.get(index + 2).copied().unwrap_or(entries.len());
                    self.doubt(
                        &entries,
                        &reading,
                        first.max(line.saturating_sub(AROUND))..last.min(line + AROUND),
                        (*line, *other),
                    );
                }
                None => self.read_paper(&Draft { entries: paper, roles, marks: &marks, has_kinds }, session),
            }
        }
    }

    fn read_paper(&mut self, draft: &Draft<'_, '_>, session: Option<SessionKey>) {
        let Draft { entries, roles, marks, has_kinds } = *draft;
        let with = |wanted: fn(&Role) -> bool| {
            entries.iter().zip(roles).filter(move |(_, role)| wanted(role)).map(|(entry, _)| entry)
        };
        let Some(first) = entries.first() else { return };
        let Some(title) = with(|role| *role == Role::Title).next() else {
            let subject = format!("authors \"{}\"", cut(first.text));
            self.find(Severity::Rejected, first.line.number, subject, "no title above this line".into());
            return;
        };
        let subject = format!("paper \"{}\"", cut(title.text));
        let number = title.line.number;
        let kind = kind_before_title(title.text).filter(|_| has_kinds && title.clues.is_timed);
        let (prefix, bare_title) = kind.map_or((None, title.text), |(kind, rest)| (Some(kind), rest));
        if is_no_paper(title.text) {
            self.find(Severity::Rejected, number, format!("entry \"{}\"", cut(title.text)), "not a paper".into());
            return;
        }
        let authors: Vec<_> = with(|role| matches!(role, Role::Authors | Role::MoreAuthors))
            .flat_map(|entry| authors::authors(entry.text))
            .collect();
        if authors.is_empty() {
            // A time at its end makes the title certain; a day's page saved in another way has no authors at all.
            let severity = if title.clues.is_timed { Severity::Note } else { Severity::Rejected };
            self.find(severity, number, subject.clone(), "no authors line".into());
            if severity == Severity::Rejected {
                return;
            }
        }
        let mut abstract_text = String::new();
        for entry in with(|role| matches!(role, Role::Abstract | Role::Paragraph)) {
            if !abstract_text.is_empty() {
                abstract_text.push_str(if entry.line.after_blank { "\n\n" } else { "\n" });
            }
            abstract_text.push_str(entry.text);
        }
        let time = marks.time.as_ref().map(|printed| self.time(printed, number, &subject));
        self.out.push(Ok(Record::Paper(PaperRecord {
            line: number,
            title: bare_title.to_owned(),
            authors,
            links: link_addresses(&abstract_text),
            abstract_text: Some(abstract_text).filter(|text| !text.is_empty()),
            presentations: session
                .map(|session| PresentationRecord {
                    session,
                    kind: marks.kind.or(prefix).map(str::to_owned),
                    board: marks.board.map(str::to_owned),
                    time,
                })
                .into_iter()
                .collect(),
            ..PaperRecord::default()
        })));
    }

    /// Tells both readings of a paper that has two.
    fn doubt(&mut self, entries: &[Entry<'_>], reading: &Reading, around: Range<usize>, doubt: (usize, Role)) {
        let (line, role) = doubt;
        let Some(entry) = entries.get(line) else { return };
        let (entries, line) = (entries.get(around.clone()).unwrap_or_default(), line.saturating_sub(around.start));
        let best = reading.roles.get(around.clone()).unwrap_or_default();
        let other = reading.other(around.clone(), line + around.start, role);
        let tell = |roles: &[Role]| {
            let start = paper_starts(roles).into_iter().rev().find(|start| *start <= line).unwrap_or_default();
            let title = entries.get(start).map_or("", |entry| entry.text);
            match roles.get(line) {
                Some(Role::Title) if roles.get(line + 1) != Some(&Role::Authors) => {
                    "the title of a paper without authors".to_owned()
                }
                Some(Role::Title) => "the title of a paper".to_owned(),
                Some(Role::Authors | Role::MoreAuthors) => format!("the authors of \"{}\"", cut(title)),
                _ => format!("part of the abstract of \"{}\"", cut(title)),
            }
        };
        let reason = format!("may be {} or {}", tell(best), tell(&other));
        let subject = format!("line \"{}\"", cut(entry.text));
        self.find(Severity::Rejected, entry.line.number, subject, reason);
    }

    fn time(&mut self, printed: &Printed, line: u64, subject: &str) -> TimeRecord {
        let (record, complaint) = printed.resolve(&self.clock);
        if let Some(reason) = complaint {
            self.find(Severity::Note, line, subject.to_owned(), reason);
        }
        record
    }

    fn find(&mut self, severity: Severity, line: u64, subject: String, reason: String) {
        let place = Place { source: self.source.clone(), line: Some(line) };
        self.out.push(Err(Finding { place, severity, subject, reason }.into()));
    }
}

impl<'a> Marks<'a> {
    fn take(&mut self, other: &Marks<'a>) {
        self.kind = self.kind.or(other.kind);
        self.board = self.board.or(other.board);
        self.time = self.time.take().or_else(|| other.time.clone());
    }
}

/// Whether a line shows, by itself, that the page is a programme.
fn is_of_a_programme(line: &Line<'_>) -> bool {
    line.shape != Shape::Text || Printed::split_from_title(line.text).is_some() || is_name_list(line.text)
}

/// Whether a line lists several people and nothing else.
fn is_name_list(text: &str) -> bool {
    let parts = authors::split(text);
    parts.len() > 1 && parts.iter().all(|part| authors::name_likeness(part) > 0)
}

/// The lines that are text, each with the marks before it; and the marks behind the last.
fn entries<'a>(lines: &'a [Line<'a>]) -> (Vec<Entry<'a>>, Marks<'a>) {
    let mut entries = Vec::new();
    let mut marks = Marks::default();
    let mut is_after_room = false;
    for line in lines {
        match &line.shape {
            Shape::Kind(kind) => marks.kind = Some(kind),
            Shape::Board(board) => marks.board = Some(board),
            Shape::Time(printed) => marks.time = Some(printed.clone()),
            Shape::Room(_) | Shape::Furniture | Shape::Zone(_) => is_after_room = true,
            Shape::Text | Shape::Role(..) | Shape::SessionMark(_) => {
                let is_marked = !marks.is_empty();
                let split = Printed::split_from_title(line.text).filter(|_| line.text.len() < 300);
                let is_timed = split.is_some();
                let text = split.as_ref().map_or(line.text, |(title, _)| title);
                if let Some((_, printed)) = split {
                    marks.time = Some(printed);
                }
                let clues = Clues { is_marked, is_timed, is_after_room };
                entries.push(Entry { line, text, clues, marks: std::mem::take(&mut marks) });
                is_after_room = false;
            }
        }
    }
    (entries, marks)
}

/// Where papers start: at titles, and at authors that have no title above them.
fn paper_starts(roles: &[Role]) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut last = None;
    for (index, role) in roles.iter().enumerate() {
        let is_start = match role {
            Role::Title => true,
            Role::Authors => last != Some(Role::Title),
            _ => index == 0,
        };
        if is_start {
            starts.push(index);
        }
        last = Some(*role);
    }
    starts
}

/// The start of a text, for a message.
fn cut(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or(text).trim_end()),
        None => text.to_owned(),
    }
}
