//! Lines that are text, each with the marks before it.

use std::ops::Range;

use super::line::{Line, Shape};
use super::reading::{Clues, Role};
use crate::import::when::Printed;

/// One line that is a title, authors or part of an abstract, with what stands before it.
pub struct Entry<'a> {
    /// The line.
    pub line: &'a Line<'a>,
    /// Without the time that stood at its end.
    pub text: &'a str,
    /// What shows its role.
    pub clues: Clues,
    /// What stands before it.
    pub marks: Marks<'a>,
}

/// Lines between two entries.
#[derive(Debug, Default, Clone)]
pub struct Marks<'a> {
    /// "Oral"; `None` where none of them says.
    pub kind: Option<&'a str>,
    /// The poster board; `None` where none of them says.
    pub board: Option<&'a str>,
    /// The time; `None` where none of them says.
    pub time: Option<Printed>,
}

impl Marks<'_> {
    /// Whether nothing stands there.
    pub fn is_empty(&self) -> bool {
        self.kind.is_none() && self.board.is_none() && self.time.is_none()
    }
}

impl<'a> Marks<'a> {
    /// Takes over what other lines say and these do not.
    pub fn take(&mut self, other: &Marks<'a>) {
        self.kind = self.kind.or(other.kind);
        self.board = self.board.or(other.board);
        self.time = self.time.take().or_else(|| other.time.clone());
    }
}

/// The lines that are text, each with the marks before it; and the marks behind the last.
pub fn entries<'a>(lines: &'a [Line<'a>]) -> (Vec<Entry<'a>>, Marks<'a>) {
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
pub fn paper_starts(roles: &[Role]) -> Vec<usize> {
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

/// The lines that these entries stand on, with the marks before or, where they do not lead, behind them.
pub fn lines_of<'b, 'a>(
    lines: &'b [Line<'a>],
    entries: &[Entry<'_>],
    range: Range<usize>,
    marks_lead: bool,
) -> &'b [Line<'a>] {
    let number = |index: usize| entries.get(index).map(|entry| entry.line.number);
    let behind = |index: Option<usize>| index.and_then(number).map(|number| number + 1);
    let (from, to) = match marks_lead {
        true => (behind(range.start.checked_sub(1)).unwrap_or_default(), behind(range.end.checked_sub(1))),
        false => (number(range.start).unwrap_or_default(), number(range.end)),
    };
    let place = |number: u64| lines.partition_point(|line| line.number < number);
    lines.get(place(from)..to.map_or(lines.len(), place)).unwrap_or_default()
}

/// The text of lines, one below the other.
pub fn text_of(lines: &[Line<'_>]) -> String {
    lines.iter().map(|line| line.text).collect::<Vec<_>>().join("\n")
}
