//! The most likely reading of the lines of a session: which are titles, authors, abstracts.
//!
//! No line says what it is, authors may be one name without a separator, and abstracts may be missing or run over
//! several lines. So every line is scored for each role it may have and every step from role to role has a cost; the
//! best sum over the whole session is the reading (Viterbi's algorithm), in time linear in the lines. A line for which
//! another role is nearly as good is ambiguous: both readings are told and the paper is left out.

use std::ops::Range;

use super::authors::{name_likeness, split, split_affiliation};

/// What a line is within its paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The title of a paper.
    Title,
    /// The authors, or the first of them where each has a line.
    Authors,
    /// A further author, one a line.
    MoreAuthors,
    /// The abstract, or its first paragraph.
    Abstract,
    /// A further paragraph of the abstract.
    Paragraph,
}

const ROLES: [Role; 5] = [Role::Title, Role::Authors, Role::MoreAuthors, Role::Abstract, Role::Paragraph];

/// What is known of a line beside its text.
#[derive(Debug, Clone, Copy, Default)]
pub struct Clues {
    /// A kind, a board or a time stands before it: a paper may start here.
    pub is_marked: bool,
    /// A date and a time stood at its end and were cut off.
    pub is_timed: bool,
    /// A room in brackets or a button stands before it, which on some pages follows the authors.
    pub is_after_room: bool,
}

/// One reading of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The role of each line.
    pub roles: Vec<Role>,
    /// Lines that have another role in a reading that is nearly as good, in order, with that role.
    pub doubts: Vec<(usize, Role)>,
    scores: Vec<Scores>,
}

impl Reading {
    /// The best reading of these lines in which this one of them has that role.
    pub fn other(&self, lines: Range<usize>, line: usize, role: Role) -> Vec<Role> {
        let forced = line.checked_sub(lines.start).map(|line| (line, role));
        best_path(self.scores.get(lines).unwrap_or_default(), forced)
    }
}

/// How much better the best reading must be than any other, in the units of the scores.
const MARGIN: i32 = 3;

/// Never a role for this line.
const NEVER: i32 = -1_000;

type Scores = [i32; ROLES.len()];

/// Reads the lines of one session.
pub fn read(lines: &[(&str, Clues)]) -> Reading {
    let scores: Vec<Scores> = lines.iter().map(|(text, clues)| score(text, *clues)).collect();
    let forward = sums(scores.iter(), step);
    // Backwards, the sums start from the end: a paper may end with any role, at the cost of what it lacks.
    let mut backward = sums(scores.iter().rev(), |to, from| step(from, to));
    backward.reverse();
    let through = |line: usize, role: usize| -> i32 {
        let (Some(before), Some(behind), Some(own)) = (forward.get(line), backward.get(line), scores.get(line)) else {
            return i32::MIN;
        };
        at(before, role) + at(behind, role) - at(own, role)
    };
    let roles = best_path(&scores, None);
    let mut doubts = Vec::new();
    for (line, best) in roles.iter().enumerate() {
        let best_sum = through(line, index_of(*best));
        let other =
            ROLES.iter().filter(|role| !is_same_text(**role, *best)).max_by_key(|role| through(line, index_of(**role)));
        if let Some(other) = other
            && best_sum - through(line, index_of(*other)) < MARGIN
        {
            doubts.push((line, *other));
        }
    }
    Reading { roles, doubts, scores }
}

/// Whether two roles put a line into the same field.
fn is_same_text(one: Role, other: Role) -> bool {
    use Role::{Abstract, Authors, MoreAuthors, Paragraph};
    one == other
        || matches!(
            (one, other),
            (Abstract | Paragraph, Abstract | Paragraph) | (Authors | MoreAuthors, Authors | MoreAuthors)
        )
}

fn index_of(role: Role) -> usize {
    ROLES.iter().position(|known| *known == role).unwrap_or_default()
}

fn at(scores: &Scores, role: usize) -> i32 {
    scores.get(role).copied().unwrap_or(NEVER)
}

/// For each line and role the best sum of a path that ends there. `step` gives the cost between neighbours, `None` for
/// the edge of the session.
fn sums<'a>(scores: impl Iterator<Item = &'a Scores>, step: impl Fn(Option<Role>, Option<Role>) -> i32) -> Vec<Scores> {
    let mut all: Vec<Scores> = Vec::new();
    for own in scores {
        let mut line = [0; ROLES.len()];
        for (role, sum) in ROLES.iter().zip(line.iter_mut()) {
            let before = match all.last() {
                None => step(None, Some(*role)),
                Some(last) => ROLES
                    .iter()
                    .zip(last)
                    .map(|(from, sum)| sum + step(Some(*from), Some(*role)))
                    .max()
                    .unwrap_or_default(),
            };
            *sum = before + at(own, index_of(*role));
        }
        all.push(line);
    }
    all
}

/// The best reading; with `forced`, the best of those in which that line has that role.
fn best_path(scores: &[Scores], forced: Option<(usize, Role)>) -> Vec<Role> {
    let scores: Vec<Scores> = scores
        .iter()
        .enumerate()
        .map(|(line, own)| match forced {
            Some((at_line, role)) if at_line == line => {
                let mut only = [NEVER * 100; ROLES.len()];
                if let (Some(slot), index) = (only.get_mut(index_of(role)), index_of(role)) {
                    *slot = at(own, index);
                }
                only
            }
            _ => *own,
        })
        .collect();
    let forward = sums(scores.iter(), step);
    let mut path: Vec<Role> = Vec::with_capacity(forward.len());
    for line in forward.iter().rev() {
        let next = path.last().copied();
        let best = ROLES.iter().zip(line).max_by_key(|(role, sum)| **sum + step(Some(**role), next));
        path.extend(best.map(|(role, _)| *role));
    }
    path.reverse();
    path
}

/// What it costs that one role follows another; `None` is the edge of the session.
fn step(from: Option<Role>, to: Option<Role>) -> i32 {
    use Role::{Abstract, Authors, MoreAuthors, Paragraph, Title};
    const NO_ABSTRACT: i32 = -4;
    const NO_AUTHORS: i32 = -16;
    const NO_TITLE: i32 = -14;
    match (from, to) {
        (None | Some(Abstract | Paragraph), Some(Title) | None)
        | (Some(Title), Some(Authors))
        | (Some(Authors | MoreAuthors), Some(Abstract)) => 0,
        (Some(Authors), Some(MoreAuthors)) => -1,
        (Some(MoreAuthors), Some(MoreAuthors)) => 1,
        (Some(Authors | MoreAuthors), Some(Title) | None) => NO_ABSTRACT,
        (Some(Abstract), Some(Paragraph)) => -6,
        (Some(Paragraph), Some(Paragraph)) => -3,
        (Some(Title), Some(Abstract)) => NO_AUTHORS,
        (Some(Title), Some(Title) | None) => NO_AUTHORS + NO_ABSTRACT,
        (None | Some(Abstract | Paragraph), Some(Authors)) => NO_TITLE,
        (Some(Authors | MoreAuthors), Some(Authors)) => NO_TITLE + NO_ABSTRACT,
        _ => NEVER,
    }
}

/// How well a line fits each role, in the order of [`ROLES`].
fn score(text: &str, clues: Clues) -> Scores {
    let length = text.chars().count();
    let parts = split(text);
    let is_list = parts.len() > 1;
    let names = parts.iter().filter(|part| is_author(part)).count();
    let is_name_list = is_list && names * 3 >= parts.len() * 2;
    let likeness = if is_list { -6 } else { name_likeness(text) };
    let ends_sentence = text.ends_with(['.', '!', '?', '…', '”', '"']) && !text.ends_with("...");
    let sentences = text.matches(". ").count();

    let mut title = match length {
        0..=3 => -2,
        4..=160 => 3,
        161..=220 => -1,
        221..=300 => -10,
        _ => -30,
    };
    title -= if text.ends_with('.') { 3 } else { 0 };
    title -= if sentences > 0 { 2 } else { 0 };
    title -= if is_name_list { 10 } else { likeness.max(0) / 2 };
    title += if clues.is_marked || clues.is_timed { 9 } else { 0 };

    let mut authors = if is_name_list {
        12
    } else if is_list {
        -4 - i32::from(length > 300) * 10
    } else {
        likeness - 1
    };
    authors -= if clues.is_marked { 4 } else { 0 };
    authors -= if clues.is_timed { 20 } else { 0 };

    let mut more_authors = if split_affiliation(text).is_some() { likeness.max(4) } else { -20 };
    more_authors -= if clues.is_marked || clues.is_timed { 20 } else { 0 };
    if split_affiliation(text).is_some() && !is_list {
        authors = authors.max(5);
        title -= 4;
    }

    let mut abstract_text = match length {
        0..=59 => -5,
        60..=119 => -2,
        120..=219 => 2,
        220..=299 => 6,
        _ => 10,
    };
    abstract_text += if ends_sentence { 2 } else { -1 };
    abstract_text += if sentences > 0 { 2 } else { 0 };
    abstract_text -= if is_name_list && length < 1_000 { 12 } else { likeness.max(0) };
    abstract_text -= if clues.is_timed { 20 } else { 0 };
    abstract_text -= if clues.is_marked { 6 } else { 0 };
    abstract_text += if clues.is_after_room { 2 } else { 0 };

    [title, authors, more_authors, abstract_text, abstract_text]
}

/// Whether a part of a list is a name, with or without an institution.
fn is_author(part: &str) -> bool {
    name_likeness(part) > -3 || split_affiliation(part).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: &str = "We study how a programme is read by a machine that does not know what it reads. The method \
                        scores each line for each role and takes the best sum. It finds the papers of every page that \
                        we have, and it says so where two readings are equally good. Experiments on pages of several \
                        conferences show that it works.";

    fn roles(lines: &[&str]) -> String {
        let lines: Vec<(&str, Clues)> = lines.iter().map(|line| (*line, Clues::default())).collect();
        let reading = read(&lines);
        assert_eq!(reading.doubts, [], "{lines:?}");
        reading
            .roles
            .iter()
            .map(|role| match role {
                Role::Title => 'T',
                Role::Authors => 'A',
                Role::MoreAuthors => 'a',
                Role::Abstract => 'B',
                Role::Paragraph => 'b',
            })
            .collect()
    }

    #[test]
    fn reads_papers_that_lack_separators_or_abstracts() {
        assert_eq!(roles(&["Graph U-Nets", "Ana Ruiz · Bo Li", LONG, "Deep Sets", "Ana Ruiz", LONG]), "TABTAB");
        assert_eq!(roles(&["Graph U-Nets", "Ana Ruiz · Bo Li", "Deep Sets", "Ana Ruiz", LONG]), "TATAB");
        assert_eq!(roles(&["Graph U-Nets", "Ana Ruiz", "Deep Sets", "Bo Li", LONG]), "TATAB");
        assert_eq!(roles(&["Graph U-Nets", "Ana Ruiz", "Deep Sets", "Bo Li"]), "TATA");
        assert_eq!(roles(&["Graph U-Nets", "Mausam", LONG]), "TAB");
        assert_eq!(roles(&["Graph U-Nets", "Ana Ruiz · Bo Li", LONG, LONG, "Deep Sets", "Bo Li", LONG]), "TABbTAB");
        assert_eq!(
            roles(&[
                "Graph U-Nets",
                "Ana Ruiz · Bo Li",
                "One widely-studied model of",
                "Deep Sets",
                "Bo Li · Ana Ruiz"
            ]),
            "TABTA"
        );
    }

    #[test]
    fn reads_one_author_a_line_with_institutions() {
        let lines = ["Graph U-Nets", "Ana Ruiz (University of Oslo)", "Bo Li (DeepMind)", LONG];
        assert_eq!(roles(&lines), "TAaB");
    }

    #[test]
    fn doubts_where_two_readings_are_equally_good() {
        // A paper without authors, or a paragraph whose first line is short?
        let lines = ["Graph U-Nets", "Ana Ruiz · Bo Li", LONG, "Further Results on Sets of Points", LONG];
        let reading = read(&lines.map(|line| (line, Clues::default())));
        assert!(!reading.doubts.is_empty(), "{reading:?}");
    }
}
