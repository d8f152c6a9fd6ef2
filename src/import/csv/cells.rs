//! Cells that hold a list.

use crate::import::author_list::{between_commas, joined};
use crate::import::steps::each_once;
use crate::record::{PersonName, one_line};

/// The names in a cell, and whether it can be read in two ways.
#[derive(Debug, PartialEq, Eq)]
pub struct Names {
    /// The names in order.
    pub names: Vec<PersonName>,
    /// "Lovelace, Ada" was taken for one name; it may be two.
    pub is_doubtful: bool,
}

/// Marks between the names of a cell, the surest first.
const SEPARATORS: [&str; 5] = ["|", ";", "\n", "·", "•"];

/// Reads the authors of a cell.
pub fn names(cell: &str) -> Names {
    let separator = SEPARATORS.iter().find(|separator| cell.contains(**separator));
    let Some(separator) = separator else {
        let parts = between_commas(cell);
        let is_inverted = matches!(parts.as_slice(), [family, _given] if !family.contains(' '));
        if is_inverted {
            return Names { names: name(&one_line(cell)).into_iter().collect(), is_doubtful: true };
        }
        let names = parts.iter().flat_map(|part| joined(part)).filter(|name| !name.is_empty());
        return Names { names: names.map(PersonName::literal).collect(), is_doubtful: false };
    };
    Names { names: cell.split(separator).filter_map(|part| name(&one_line(part))).collect(), is_doubtful: false }
}

/// "Lovelace, Ada" or "Ada Lovelace"; `None` for nothing.
fn name(text: &str) -> Option<PersonName> {
    match text.split_once(", ") {
        Some((family, given)) if !family.is_empty() && !given.is_empty() => {
            Some(PersonName::divided(Some(given), family))
        }
        _ => Some(PersonName::literal(text.trim_end_matches(','))).filter(|name| !name.as_str().is_empty()),
    }
}

/// The parts of a list; `many` are the marks that may divide it, the surest first.
pub fn list(cell: &str, many: &[&str]) -> Vec<String> {
    let parts: Vec<&str> = match many.iter().find(|separator| cell.contains(**separator)) {
        Some(separator) => cell.split(separator).collect(),
        None => vec![cell],
    };
    each_once(parts.into_iter().map(one_line).filter(|part| !part.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_authors_of_a_cell() {
        let cases = [
            ("Ada Lovelace|Alan Turing", "Ada Lovelace/Alan Turing", false),
            ("Lovelace, Ada; Turing, Alan", "Ada Lovelace/Alan Turing", false),
            ("Ada Lovelace\nAlan Turing", "Ada Lovelace/Alan Turing", false),
            ("Ada Lovelace · Alan Turing", "Ada Lovelace/Alan Turing", false),
            ("Ada Lovelace, Alan Turing and Grace Hopper", "Ada Lovelace/Alan Turing/Grace Hopper", false),
            ("Ada Lovelace, Mausam", "Ada Lovelace/Mausam", false),
            ("Lovelace, Ada", "Ada Lovelace", true),
            ("Mausam", "Mausam", false),
            ("; ;", "", false),
        ];
        for (cell, expected, is_doubtful) in cases {
            let found = names(cell);
            let joined: Vec<&str> = found.names.iter().map(PersonName::as_str).collect();
            assert_eq!((joined.join("/").as_str(), found.is_doubtful), (expected, is_doubtful), "{cell}");
        }
    }
}
