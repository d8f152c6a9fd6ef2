//! A table with more columns than a terminal has room for, written as records: a column a line.

use super::layout::Piece;
use super::measure::{push_cut, width, wrap};

/// The least room that a record is laid out for; a narrower terminal breaks the lines itself.
const NARROWEST: usize = 20;

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
    /// below its beginning, so that nothing is lost.
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
            for line in wrap(&value.text, self.room - indent) {
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
