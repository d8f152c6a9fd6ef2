//! One paper of a table, as one row or several tell of it.

use std::collections::HashSet;

use super::programme::Placing;
use crate::record::{PaperRecord, title_key};

/// A paper and where it is presented.
pub struct Entry {
    /// The paper, without where it is presented.
    pub paper: PaperRecord,
    /// Where it is presented, in file order.
    pub placings: Vec<Placing>,
    title: String,
    authors: HashSet<String>,
    places: HashSet<String>,
}

impl Entry {
    /// What one row tells.
    pub fn new(paper: PaperRecord, placings: Vec<Placing>) -> Self {
        let title = title_key(&paper.title);
        let authors = paper.authors.iter().map(|author| author.name.key()).collect();
        let places = placings.iter().map(Placing::key).collect();
        Self { paper, placings, title, authors, places }
    }

    /// Whether a row tells more of this paper: of the same title and id, by the same people, or by one more at the same
    /// place. Two talks called "Welcome" are by different people at different places.
    pub fn is_told_by(&self, other: &Self) -> bool {
        let has_other_id = match (self.paper.ids.last(), other.paper.ids.last()) {
            (Some(one), Some(two)) => one != two,
            _ => false,
        };
        if self.title != other.title || self.paper.conference != other.paper.conference || has_other_id {
            return false;
        }
        let is_further_author = other.authors.len() == 1 && other.places.is_subset(&self.places);
        other.authors.is_subset(&self.authors) || is_further_author
    }

    /// Takes over what a row tells; `true` when it tells of a further author.
    pub fn add(&mut self, other: Self) -> bool {
        let before = self.authors.len();
        for author in other.paper.authors {
            if self.authors.insert(author.name.key()) {
                self.paper.authors.push(author);
            }
        }
        for placing in other.placings {
            if self.places.insert(placing.key()) {
                self.placings.push(placing);
            }
        }
        self.authors.len() > before
    }
}
