//! Cells that hold a list.

use crate::import::author_list::{between_commas, is_institution, joined, without_conjunction};
use crate::import::steps::each_once;
use crate::record::{AuthorRecord, PersonName, one_line};

/// The names in a cell, and whether it can be read in two ways.
#[derive(Debug, PartialEq, Eq)]
pub struct Names {
    /// The names in order.
    pub names: Vec<AuthorRecord>,
    /// "Lovelace, Ada" was taken for one name; it may be two.
    pub is_doubtful: bool,
}

impl Names {
    /// What is doubtful.
    pub fn doubt(&self) -> &'static str {
        match self.names.len() {
            1 => "its author may be one person, or two of one word each; taken for one",
            _ => "its authors may be written as \"family, given\", or be of one word each; taken for the former",
        }
    }
}

/// Marks between the names of a cell, the surest first.
const SEPARATORS: [&str; 5] = ["|", ";", "\n", "·", "•"];

/// Reads the authors of a cell.
pub fn names(cell: &str) -> Names {
    let sure = |names: Vec<AuthorRecord>| Names { names, is_doubtful: false };
    if let Some(separator) = SEPARATORS.iter().find(|separator| cell.contains(**separator)) {
        return sure(cell.split(separator).filter_map(|part| name(&one_line(part))).collect());
    }
    if let Some(names) = inverted_between_and(cell) {
        return sure(names);
    }
    let parts = between_commas(cell);
    let (families, givens): (Vec<_>, Vec<_>) =
        parts.as_chunks::<2>().0.iter().map(|[family, given]| (family.as_str(), given.as_str())).unzip();
    let is_even = !parts.is_empty() && parts.len() == 2 * families.len();
    let is_initials = givens.iter().all(|given| are_initials(given));
    let is_of_one_word = families.iter().all(|family| !family.contains(' '))
        && (parts.len() == 2 || givens.iter().all(|given| !given.contains(' ')));
    if is_even && (is_initials || is_of_one_word) {
        let names =
            families.iter().zip(&givens).map(|(family, given)| PersonName::divided(Some(given), *family).into());
        return Names { names: names.collect(), is_doubtful: !is_initials };
    }
    sure(parts.iter().flat_map(|part| joined(part)).filter_map(name).collect())
}

/// "Lovelace, Ada and Turing, Alan", as BibTeX and style guides write lists; `None` where it is no such list.
fn inverted_between_and(cell: &str) -> Option<Vec<AuthorRecord>> {
    let cell = one_line(cell).replace(" & ", " and ");
    let parts: Vec<(&str, &str)> = cell
        .split(" and ")
        .map(|part| part.trim_end_matches(',').split_once(", ").filter(|(_, given)| !given.contains(',')))
        .collect::<Option<_>>()?;
    // "Ada Lovelace, Alan Turing and Grace Hopper, Jean Bartik" is a list of four.
    let is_list = parts.iter().all(|(one, other)| one.contains(' ') && other.contains(' ') && !are_initials(other));
    (parts.len() > 1 && !is_list)
        .then(|| parts.into_iter().map(|(family, given)| PersonName::divided(Some(given), family).into()).collect())
}

/// Whether a text is "A.", "J.-P." or "A. B.", which follows a family name.
fn are_initials(text: &str) -> bool {
    let mut parts = text.split([' ', '-', '.']).filter(|part| !part.is_empty()).peekable();
    parts.peek().is_some() && text.contains('.') && parts.all(|part| part.chars().count() == 1)
}

/// "Lovelace, Ada" or "Ada Lovelace", with an institution in parentheses and the asterisk of who corresponds, as review
/// systems export them; `None` for nothing.
fn name(text: &str) -> Option<AuthorRecord> {
    let text = without_conjunction(text.trim_end_matches(','));
    let (text, affiliation) = match text.trim_end_matches('*').strip_suffix(')').and_then(|text| text.rsplit_once(" ("))
    {
        Some((name, inside)) if is_institution(inside) => (name.trim_end_matches(['*', ' ']), Some(inside.to_owned())),
        _ => (text, None),
    };
    let name = match text.split_once(", ") {
        Some((family, given)) if !family.is_empty() && !given.is_empty() => PersonName::divided(Some(given), family),
        _ => PersonName::literal(text),
    };
    (!name.as_str().is_empty()).then_some(AuthorRecord { name, affiliation, orcid: None })
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
            ("Lovelace, Ada, Turing, Alan", "Ada Lovelace/Alan Turing", true),
            ("Lovelace, A., Turing, A. M.", "A. Lovelace/A. M. Turing", false),
            ("Lovelace, A., & Turing, A. M.", "A. Lovelace/A. M. Turing", false),
            ("Lovelace, Ada and van der Turing, Alan", "Ada Lovelace/Alan van der Turing", false),
            (
                "Ada Lovelace, Alan Turing and Grace Hopper, Jean Bartik",
                "Ada Lovelace/Alan Turing/Grace Hopper/Jean Bartik",
                false,
            ),
            ("Ada Lovelace (University of X, Y)*; Bob (Rob) Li", "Ada Lovelace/Bob (Rob) Li", false),
            ("Tianyi Zhang*|Felix Wu*", "Tianyi Zhang*/Felix Wu*", false),
            ("Mausam, Surya, Plato", "Mausam/Surya/Plato", false),
            ("Mausam", "Mausam", false),
            ("; ;", "", false),
        ];
        for (cell, expected, is_doubtful) in cases {
            let found = names(cell);
            let joined: Vec<&str> = found.names.iter().map(|author| author.name.as_str()).collect();
            assert_eq!((joined.join("/").as_str(), found.is_doubtful), (expected, is_doubtful), "{cell}");
        }
    }
}
