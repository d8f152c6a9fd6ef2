//! A table with more columns than a terminal has room for, written as records: a column a line.

use super::layout::Piece;
use super::measure::{push_cut, width, wrap};

/// The least room that a record is laid out for; a narrower terminal breaks the lines itself.
const NARROWEST: usize = 20;

/// The lines that a value takes at most.
const LINES: usize = 4;

/// How every record of one table is laid out.
pub(super) struct Records {
    room: usize,
    /// The width of the widest name, or a third of the room.
    names: usize,
}

impl Records {
    /// The layout for these names.
    pub(super) fn for_names(names: &[Piece], room: usize) -> Self {
        let room = room.max(NARROWEST);
        let widest = names.iter().map(|name| name.width).max().unwrap_or(0);
        Self { room, names: widest.min(room / 3) }
    }

    /// Appends one record: a rule with its number, from 1, then `name: value` for each column. A long value goes on
    /// below its beginning, for four lines at most; what is cut off is an ellipsis.
    pub(super) fn push_record(&self, out: &mut String, names: &[Piece], row: &[Piece], number: u64) {
        let title = format!("── {number} ");
        out.push_str(&title);
        out.extend(std::iter::repeat_n('─', self.room.saturating_sub(width(&title))));
        out.push('\n');
        let indent = self.names + 2;
        for (name, value) in names.iter().zip(row) {
            let used = push_cut(out, &name.text, self.names);
            out.push(':');
            let mut padding = indent - used - 1;
            let room = self.room - indent;
            let mut shown = String::new();
            push_cut(&mut shown, &value.text, LINES * room);
            for line in wrap(&shown, room) {
                let line = line.trim_end_matches(' ');
                if !line.is_empty() {
                    out.extend(std::iter::repeat_n(' ', padding));
                    out.push_str(line);
                }
                out.push('\n');
                padding = indent;
            }
        }
    }
}
