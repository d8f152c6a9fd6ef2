//! A file that is read piece by piece, each of which may yield several records or none.

use std::collections::{HashSet, VecDeque};
use std::hash::Hash;

use super::Records;
use crate::error::{Error, Finding, Result};
use crate::record::Record;

/// What was read and not yet handed out.
#[derive(Default)]
pub struct Queue(VecDeque<Result<Record>>);

impl Queue {
    /// One record more.
    pub fn push(&mut self, record: Record) {
        self.0.push_back(Ok(record));
    }

    /// Something to say about a record.
    pub fn tell(&mut self, finding: Finding) {
        self.0.push_back(Err(finding.into()));
    }
}

/// How the reading goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// There may be more.
    More,
    /// This was all.
    End,
}

/// The records that the steps put into the queue, in that order; a step that fails is the last one.
pub fn in_steps(mut step: impl FnMut(&mut Queue) -> Result<Step> + Send + 'static) -> Records {
    let mut queue = Queue::default();
    let mut is_over = false;
    Box::new(std::iter::from_fn(move || {
        loop {
            if let Some(record) = queue.0.pop_front() {
                return Some(record);
            }
            if is_over {
                return None;
            }
            match step(&mut queue) {
                Ok(Step::More) => {}
                Ok(Step::End) => is_over = true,
                Err(error) => {
                    is_over = true;
                    queue.0.push_back(Err(error));
                }
            }
        }
    }))
}

/// What a finding is about: the paper of this title, cut where it is long; "paper" alone where it has none.
pub fn paper_titled(title: &str) -> String {
    const LONGEST: usize = 60;
    match title.char_indices().nth(LONGEST) {
        _ if title.is_empty() => "paper".to_owned(),
        Some((end, _)) => format!("paper \"{}…\"", title.get(..end).unwrap_or_default().trim_end()),
        None => format!("paper \"{title}\""),
    }
}

/// The text on one line; `None` where nothing is left of it.
pub fn text(value: Option<&str>) -> Option<String> {
    value.map(crate::record::one_line).filter(|text| !text.is_empty())
}

/// The values in order, each once.
pub fn each_once<T: Clone + Eq + Hash>(values: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut seen = HashSet::new();
    values.into_iter().filter(|value| seen.insert(value.clone())).collect()
}

/// A file that cannot be read on.
pub fn broken(place: crate::error::Place, format: &str, reason: impl std::fmt::Display) -> Error {
    Error::Malformed {
        place,
        reason: format!("cannot be read as {format}: {reason}"),
        help: "the file may be damaged or cut short; fetch it again".into(),
    }
}
