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
mod entry;
mod header;
mod line;
mod reading;

use std::ops::Range;
use std::path::Path;

use self::entry::{Entry, Marks, entries, lines_of, paper_starts, text_of};
use self::line::{Line, Shape, is_no_paper, kind_before_title};
use self::reading::{Clues, Reading, Role};
use super::when::{Clock, Printed};
use super::{Context, ImportFormat, Input, Records, reject};
use crate::error::{Error, Finding, Place, Result, Understood};
use crate::record::{
    AuthorRecord, PaperRecord, PersonName, PresentationRecord, Record, RoleRecord, SessionKey, SessionRecord,
    TimeRecord, link_addresses,
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
        latest: 0,
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
    /// Where the session that was read last stands in `out`.
    latest: usize,
    out: Vec<Result<Record>>,
}

/// The lines of one paper, before they are taken for one.
struct Draft<'a, 'b> {
    entries: &'b [Entry<'a>],
    roles: &'b [Role],
    marks: &'b Marks<'a>,
    /// Whether "Workshop: Gaze meets ML" is a kind and a title.
    has_kinds: bool,
    /// All lines of it.
    lines: &'b [Line<'b>],
}

impl Draft<'_, '_> {
    fn with(&self, wanted: fn(&Role) -> bool) -> impl Iterator<Item = &Entry<'_>> {
        self.entries.iter().zip(self.roles).filter(move |(_, role)| wanted(role)).map(|(entry, _)| entry)
    }

    fn authors(&self) -> Vec<AuthorRecord> {
        let lines = self.with(|role| matches!(role, Role::Authors | Role::MoreAuthors));
        lines.flat_map(|entry| authors::authors(entry.text)).collect()
    }

    fn abstract_text(&self) -> Option<String> {
        let mut text = String::new();
        for entry in self.with(|role| matches!(role, Role::Abstract | Role::Paragraph)) {
            if !text.is_empty() {
                text.push_str(if entry.line.after_blank { "\n\n" } else { "\n" });
            }
            text.push_str(entry.text);
        }
        Some(text).filter(|text| !text.is_empty())
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
            self.note(first.number, format!("line \"{}\"", cut(first.text)), reason);
        }
    }

    fn read_session(&mut self, mark: &Line<'_>, body: &[Line<'_>]) {
        let (header, used) = header::read(body);
        let Some((line, title)) = header.title else {
            let head = body.get(..used).unwrap_or_default();
            let text = [std::slice::from_ref(mark), head].map(text_of).join("\n");
            let start = header.time.as_ref().map(|printed| reject::start(&printed.resolve(&self.clock).0));
            let understood = Understood { room: header.room, start, ..Understood::default() };
            let finding = self.rejected(mark.number, "session", "no title behind the word \"Session\"");
            self.tell(finding.in_field("session").with_text(text).with_understood(understood));
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
        self.latest = self.out.len();
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
            let own_lines = lines_of(lines, &entries, *start..end, marks_lead);
            match doubt.filter(|(line, _)| is_paper && *line < end) {
                Some((line, other)) => {
                    // In the other reading the line may belong to the paper before, and what follows to this one.
                    let first = starts.get(index.saturating_sub(1)).copied().unwrap_or(*start);
                    let last = starts.get(index + 2).copied().unwrap_or(entries.len());
                    let around = first.max(line.saturating_sub(AROUND))..last.min(line + AROUND);
                    if let Some(finding) = self.doubt(&entries, &reading, around, (*line, *other)) {
                        let of_session = self.session(session).map(reject::of_session).unwrap_or_default();
                        let understood = Understood { title: finding.understood.title.clone(), ..of_session };
                        self.tell(finding.with_text(text_of(own_lines)).with_understood(understood));
                    }
                }
                None => {
                    let draft = Draft { entries: paper, roles, marks: &marks, has_kinds, lines: own_lines };
                    self.read_paper(&draft, session);
                }
            }
        }
    }

    fn read_paper(&mut self, draft: &Draft<'_, '_>, session: Option<SessionKey>) {
        let Draft { entries, marks, has_kinds, .. } = *draft;
        let Some(first) = entries.first() else { return };
        let Some(title) = draft.with(|role| *role == Role::Title).next() else {
            let subject = format!("authors \"{}\"", cut(first.text));
            let finding = self.rejected(first.line.number, subject, "no title above this line");
            let finding = finding.in_field("title").with_understood(self.understood(draft, String::new(), session));
            return self.tell(finding.with_text(text_of(draft.lines)));
        };
        let subject = format!("paper \"{}\"", cut(title.text));
        let number = title.line.number;
        let kind = kind_before_title(title.text).filter(|_| has_kinds && title.clues.is_timed);
        let (prefix, bare_title) = kind.map_or((None, title.text), |(kind, rest)| (Some(kind), rest));
        if is_no_paper(title.text) {
            // Without a title it stays out, unless somebody writes one.
            let finding = self.rejected(number, format!("entry \"{}\"", cut(title.text)), "not a paper");
            let finding = finding.with_understood(self.understood(draft, String::new(), session));
            return self.tell(finding.with_text(text_of(draft.lines)));
        }
        let authors = draft.authors();
        if authors.is_empty() {
            // A time at its end makes the title certain; a day's page saved in another way has no authors at all.
            if !title.clues.is_timed {
                let finding = self.rejected(number, subject, "no authors line").in_field("authors");
                let finding = finding.with_understood(self.understood(draft, bare_title.to_owned(), session));
                return self.tell(finding.with_text(text_of(draft.lines)));
            }
            self.note(number, subject.clone(), "no authors line".into());
        }
        let abstract_text = draft.abstract_text();
        let time = marks.time.as_ref().map(|printed| self.time(printed, number, &subject));
        self.out.push(Ok(Record::Paper(PaperRecord {
            line: number,
            title: bare_title.to_owned(),
            authors,
            links: abstract_text.as_deref().map(link_addresses).unwrap_or_default(),
            abstract_text,
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

    /// What is understood of a paper that is left out.
    fn understood(&self, draft: &Draft<'_, '_>, title: String, session: Option<SessionKey>) -> Understood {
        let time = draft.marks.time.as_ref().map(|printed| printed.resolve(&self.clock).0);
        let presentation = PresentationRecord { time, ..PresentationRecord::default() };
        let (authors, abstract_text) = (draft.authors(), draft.abstract_text());
        let presentations = vec![presentation];
        let paper = PaperRecord { title, authors, abstract_text, presentations, ..PaperRecord::default() };
        reject::of_paper(&paper, self.session(session))
    }

    /// The session of this key, which is the one that was read last; `None` for papers that stand in none.
    fn session(&self, key: Option<SessionKey>) -> Option<&SessionRecord> {
        match self.out.get(self.latest) {
            Some(Ok(Record::Session(session))) if Some(session.key) == key => Some(session),
            _ => None,
        }
    }

    /// Both readings of a paper that has two.
    fn doubt(
        &self,
        entries: &[Entry<'_>],
        reading: &Reading,
        around: Range<usize>,
        doubt: (usize, Role),
    ) -> Option<Finding> {
        let (line, role) = doubt;
        let entry = entries.get(line)?;
        let (entries, line) = (entries.get(around.clone()).unwrap_or_default(), line.saturating_sub(around.start));
        let best = reading.roles.get(around.clone()).unwrap_or_default();
        let other = reading.other(around.clone(), line + around.start, role);
        let start_of =
            |roles: &[Role]| paper_starts(roles).into_iter().rev().find(|start| *start <= line).unwrap_or_default();
        let tell = |roles: &[Role]| {
            let start = start_of(roles);
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
        // The title is certain where both readings have the same one, above the line.
        let title =
            |roles: &[Role]| Some(start_of(roles)).filter(|at| *at < line && roles.get(*at) == Some(&Role::Title));
        let title = title(best).filter(|at| title(&other) == Some(*at)).and_then(|at| entries.get(at));
        let understood = Understood { title: title.map(|title| title.text.to_owned()), ..Understood::default() };
        let field = if understood.title.is_some() { "authors" } else { "title" };
        let finding = self.rejected(entry.line.number, subject, reason);
        Some(finding.in_field(field).with_understood(understood))
    }

    fn time(&mut self, printed: &Printed, line: u64, subject: &str) -> TimeRecord {
        let (record, complaint) = printed.resolve(&self.clock);
        if let Some(reason) = complaint {
            self.note(line, subject.to_owned(), reason);
        }
        record
    }

    fn rejected(&self, line: u64, subject: impl Into<String>, reason: impl Into<String>) -> Finding {
        Finding::rejected(Place::line(self.source.as_str(), line), subject, reason)
    }

    fn note(&mut self, line: u64, subject: String, reason: String) {
        self.tell(Finding::note(Place::line(self.source.as_str(), line), subject, reason));
    }

    fn tell(&mut self, finding: Finding) {
        self.out.push(Err(finding.into()));
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

/// The start of a text, for a message.
fn cut(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or(text).trim_end()),
        None => text.to_owned(),
    }
}
