//! How the columns of a table share the room there is.

use super::measure::push_cut;

/// The columns of the terminal between two columns of the table.
const GAP: usize = 2;

/// The least that a column is cut to; where that is too much, the table is written as records instead.
const LEAST: usize = 4;

/// The least that is left of a text when the widths are settled: less of a title or a snippet tells nothing.
const READABLE: usize = 16;

/// The most that a column is padded to when nothing limits the width. A longer text is written whole, and moves what
/// follows it in its row.
const MOST: usize = 1_000;

/// One value ready to be shown: no hidden characters, and measured.
pub(super) struct Piece {
    pub(super) text: String,
    /// In columns of the terminal.
    pub(super) width: usize,
    pub(super) kind: Kind,
}

/// What a value says about its column.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A heading, or NULL: goes where the others go.
    Neutral,
    /// Right-aligned, and the last to be cut.
    Number,
    Text,
}

/// The columns of one table, side by side.
pub(super) struct Columns {
    /// What each would take if there were room for all.
    wanted: Vec<usize>,
    /// What the widest number of each takes.
    numbers: Vec<usize>,
    /// Whether there are numbers and no texts in it.
    is_number: Vec<bool>,
    widths: Vec<usize>,
    room: Option<usize>,
}

impl Columns {
    /// The columns for these rows; `None` when there is not room for all of them.
    pub(super) fn for_rows(names: &[Piece], rows: &[Vec<Piece>], room: Option<usize>) -> Option<Self> {
        let mut wanted: Vec<usize> = names.iter().map(|name| name.width.max(1)).collect();
        let mut numbers = vec![0; names.len()];
        let mut texts = vec![false; names.len()];
        for row in rows {
            widen(&mut wanted, &mut numbers, row);
            for (text, piece) in texts.iter_mut().zip(row) {
                *text |= piece.kind == Kind::Text;
            }
        }
        let is_number = numbers.iter().zip(texts).map(|(number, text)| *number > 0 && !text).collect();
        let widths = share(&wanted, &numbers, room)?;
        if wanted.iter().zip(&widths).any(|(wanted, width)| *width < READABLE.min(*wanted)) {
            return None;
        }
        Some(Self { wanted, numbers, is_number, widths, room })
    }

    /// Makes a column wider for a value that came after the widths were settled: a number always, since a cut number
    /// is a wrong one, and a text while there is room to spare. The rows above stay as they are.
    pub(super) fn make_room(&mut self, row: &[Piece]) {
        let used = self.widths.iter().sum::<usize>() + GAP * self.widths.len().saturating_sub(1);
        let spare = self.room.is_none_or(|room| used < room);
        let is_wanted = |(piece, width): (&Piece, &usize)| {
            piece.width > *width && *width < MOST && (spare || piece.kind == Kind::Number)
        };
        if !row.iter().zip(&self.widths).any(is_wanted) {
            return;
        }
        widen(&mut self.wanted, &mut self.numbers, row);
        if let Some(widths) = share(&self.wanted, &self.numbers, self.room) {
            self.widths = widths;
        }
    }

    /// Appends one row, with no spaces at its end.
    pub(super) fn push_row(&self, out: &mut String, row: &[Piece]) {
        let start = out.len();
        for (index, ((piece, width), is_number)) in row.iter().zip(&self.widths).zip(&self.is_number).enumerate() {
            if index > 0 {
                push_spaces(out, GAP);
            }
            let right = piece.kind == Kind::Number || (*is_number && piece.kind == Kind::Neutral);
            let padding = width.saturating_sub(piece.width);
            if right {
                push_spaces(out, padding);
            }
            let used = match self.room {
                Some(_) => push_cut(out, &piece.text, *width),
                None => {
                    out.push_str(&piece.text);
                    piece.width
                }
            };
            if !right {
                push_spaces(out, width.saturating_sub(used));
            }
        }
        out.truncate(start + out.get(start..).map_or(0, |line| line.trim_end_matches(' ').len()));
        out.push('\n');
    }

    /// Appends the rule below the header.
    pub(super) fn push_rule(&self, out: &mut String) {
        for (index, width) in self.widths.iter().enumerate() {
            if index > 0 {
                push_spaces(out, GAP);
            }
            out.extend(std::iter::repeat_n('─', *width));
        }
        out.push('\n');
    }
}

fn widen(wanted: &mut [usize], numbers: &mut [usize], row: &[Piece]) {
    for ((wanted, number), piece) in wanted.iter_mut().zip(numbers).zip(row) {
        *wanted = piece.width.max(*wanted);
        if piece.kind == Kind::Number {
            *number = piece.width.max(*number);
        }
    }
}

fn push_spaces(out: &mut String, count: usize) {
    out.extend(std::iter::repeat_n(' ', count));
}

/// A width for each column, so that all fit the room; `None` when they do not, however short they are cut.
///
/// Only the widest are cut, and all of those to the same width, as water fills a vessel. A column of numbers keeps
/// the room of its numbers, `numbers`, while the others have [`LEAST`] each.
fn share(wanted: &[usize], numbers: &[usize], room: Option<usize>) -> Option<Vec<usize>> {
    let Some(room) = room else {
        return Some(wanted.iter().map(|wanted| (*wanted).min(MOST)).collect());
    };
    let room = room.checked_sub(GAP * wanted.len().saturating_sub(1))?;
    let shortest = |wanted: &usize| (*wanted).min(LEAST);
    let with_numbers: Vec<usize> =
        wanted.iter().zip(numbers).map(|(wanted, number)| shortest(wanted).max(*number)).collect();
    let without: Vec<usize> = wanted.iter().map(shortest).collect();
    let least = [with_numbers, without].into_iter().find(|least| least.iter().sum::<usize>() <= room)?;

    let at = |level: usize| wanted.iter().zip(&least).map(move |(wanted, least)| level.min(*wanted).max(*least));
    // The highest level at which all fit: those below `low` do, those from `high` on do not.
    let (mut low, mut high) = (0, room + 1);
    while high - low > 1 {
        let level = low.midpoint(high);
        if at(level).sum::<usize>() <= room { low = level } else { high = level }
    }
    // What is left over goes to the first of those that are cut, one each.
    let mut left = room - at(low).sum::<usize>();
    let widths = at(low).zip(wanted).map(|(width, wanted)| {
        let more = usize::from(left > 0 && width == low && width < *wanted);
        left -= more;
        width + more
    });
    Some(widths.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_the_widest_columns_and_no_others() {
        type Case = (&'static [usize], usize, Option<&'static [usize]>);
        let table: &[Case] = &[
            (&[], 40, Some(&[])),
            (&[10, 20], 40, Some(&[10, 20])),
            (&[10, 28], 40, Some(&[10, 28])),
            (&[10, 29], 40, Some(&[10, 28])),
            (&[10, 100], 40, Some(&[10, 28])),
            (&[100, 10, 100], 40, Some(&[13, 10, 13])),
            (&[100, 9, 100], 40, Some(&[14, 9, 13])),
            (&[100, 100, 100], 40, Some(&[12, 12, 12])),
            (&[1, 2, 3, 100], 40, Some(&[1, 2, 3, 28])),
            (&[9, 9, 9, 9, 9, 9, 9], 40, Some(&[4, 4, 4, 4, 4, 4, 4])),
            (&[9, 9, 9, 9, 9, 9, 9, 9], 40, None),
            (&[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], 40, Some(&[1; 13])),
            (&[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], 40, None),
        ];
        for (wanted, room, expected) in table {
            let widths = share(wanted, &vec![0; wanted.len()], Some(*room));
            assert_eq!(widths.as_deref(), *expected, "{wanted:?} in {room}");
        }
    }

    #[test]
    fn cuts_a_number_last_and_its_heading_as_any_other() {
        type Case = (&'static [usize], &'static [usize], Option<&'static [usize]>);
        let table: &[Case] = &[
            (&[20, 100], &[20, 0], Some(&[20, 18])),
            (&[30, 100], &[30, 0], Some(&[30, 8])),
            (&[34, 100], &[34, 0], Some(&[34, 4])),
            (&[35, 100], &[35, 0], Some(&[19, 19])),
            (&[30, 100], &[3, 0], Some(&[19, 19])),
            (&[30, 100], &[25, 0], Some(&[25, 13])),
            (&[19, 20, 3], &[19, 20, 0], Some(&[17, 16, 3])),
        ];
        for (wanted, numbers, expected) in table {
            assert_eq!(share(wanted, numbers, Some(40)).as_deref(), *expected, "{wanted:?}");
        }
    }

    #[test]
    fn uses_all_of_the_room_and_no_more() {
        for room in 20..120 {
            for a in (1..90).step_by(7) {
                for b in (1..90).step_by(11) {
                    for c in (1..90).step_by(13) {
                        let wanted = [a, b, c];
                        let widths = share(&wanted, &[0; 3], Some(room)).unwrap();
                        let used = widths.iter().sum::<usize>() + 2 * GAP;
                        assert_eq!(used, room.min(a + b + c + 2 * GAP), "{wanted:?} in {room}");
                        assert!(widths.iter().zip(wanted).all(|(width, wanted)| *width <= wanted));
                    }
                }
            }
        }
    }
}
