//! What one run of `plenary import` did, and how that is told.

use std::collections::VecDeque;
use std::io::Write;

use plenary::error::{Error, Finding, Result, Severity};
use plenary::import::Found;
use plenary::store::Tally;

use super::progress::Progress;
use super::rejects::Rejects;
use super::{Outcome, in_words};

/// What one run did.
#[derive(Default)]
pub struct Run {
    files: u64,
    unchanged: u64,
    failed: u64,
    rejected: u64,
    pruned: Option<u64>,
    tally: Tally,
    /// Papers of which nothing new was said.
    same: u64,
    /// Whether the accounts of the files wait for the end.
    is_patient: bool,
    lines: Vec<String>,
    /// Whether a run before this one told what it found in the same files.
    has_told_findings: bool,
    first_error: Option<Error>,
    /// Files that say something about papers of others; they are read when all others are.
    pub later: Vec<Found>,
    /// Whether it is their turn.
    pub is_later: bool,
    /// Where the records go that are left out; `None` when nobody asked for them.
    pub rejects: Option<Rejects>,
    /// The bar.
    pub progress: Progress,
}

impl Run {
    /// A run over so many bytes.
    pub fn of(bytes: u64, is_patient: bool, has_told_findings: bool) -> Self {
        let mut run = Self::default();
        (run.progress, run.is_patient, run.has_told_findings) = (Progress::of(bytes), is_patient, has_told_findings);
        run
    }

    /// The file to read now: those that need the papers of others come last.
    pub fn next(&mut self, files: &mut VecDeque<Found>) -> Option<Found> {
        if files.is_empty() && !self.is_later {
            self.is_later = true;
            files.extend(std::mem::take(&mut self.later));
        }
        files.pop_front()
    }

    /// Whether there is anything to keep.
    pub fn has_any(&self) -> bool {
        self.files > 0 || self.pruned.is_some()
    }

    /// A file that is as it was.
    pub fn pass_unchanged(&mut self, name: &str) {
        self.unchanged += 1;
        self.files += 1;
        self.tell(&format!("{name}: unchanged since its last import"));
    }

    /// A file that was read, or is gone: `name` says which and what it is.
    pub fn account(&mut self, name: &str, tally: Tally, rejected: u64) {
        self.files += 1;
        self.rejected += rejected;
        self.tally.sessions += tally.sessions;
        self.tally.papers += tally.papers;
        self.tally.authorships += tally.authorships;
        self.tally.added += tally.added;
        self.tally.changed += tally.changed;
        self.tally.withdrawn += tally.withdrawn;
        self.same += tally.unchanged();
        let line = format!("{name}: {}", account(tally, tally.unchanged(), rejected));
        if self.is_patient {
            self.lines.push(line);
        } else {
            self.tell(&line);
        }
    }

    /// Withdrawn papers that were taken away for good.
    pub fn prune(&mut self, papers: u64) {
        self.pruned = Some(papers);
        self.lines.push(format!("pruned: {}", plural(papers, "withdrawn paper")));
    }

    /// Tells a line, beside the bar where there is one.
    pub fn tell(&self, line: &str) {
        self.progress.aside(|| tell(line));
    }

    /// Tells what was found about a record.
    pub fn tell_finding(&self, finding: &Finding) {
        if self.has_told_findings {
            return;
        }
        let label = match finding.severity {
            Severity::Note => "note: ",
            Severity::Rejected => "",
        };
        self.tell(&format!("{label}{}", super::printable(&finding.to_string())));
    }

    /// A file that could not be read.
    pub fn fail(&mut self, error: Error) {
        self.failed += 1;
        match self.first_error {
            None => self.first_error = Some(error),
            Some(_) => self.tell(&in_words(&error)),
        }
    }

    /// Whether records were left out.
    pub fn outcome(&self) -> Outcome {
        if self.rejected > 0 || self.failed > 0 { Outcome::Findings } else { Outcome::Done }
    }

    /// Tells what waited for the end, the total of several files, and what became of the run, which may have been stopped.
    pub fn end(mut self, stopped: Option<Error>) -> Result<Outcome> {
        self.progress.clear();
        self.lines.iter().for_each(|line| tell(line));
        if let Some(error) = stopped {
            return Err(error);
        }
        let error = self.first_error.take();
        if !self.has_any() {
            return match error {
                Some(error) => Err(error),
                None => Err(Error::usage("there is no programme file in what you named", "see `plenary formats`")),
            };
        }
        if let Some(error) = &error {
            tell(&in_words(error));
        }
        if self.files + self.failed > 1 {
            let apart = [(self.unchanged, "unchanged"), (self.failed, "failed")];
            let apart: Vec<String> =
                apart.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
            let apart = if apart.is_empty() { String::new() } else { format!(" ({})", apart.join(", ")) };
            let account = account(self.tally, self.same, self.rejected);
            tell(&format!("{}{apart}: {account}", plural(self.files + self.failed, "file")));
        }
        Ok(self.outcome())
    }
}

/// What came in: papers that are new, changed, withdrawn, and those of which nothing new is said.
fn account(tally: Tally, same: u64, rejected: u64) -> String {
    let Tally { sessions, added, changed, withdrawn, .. } = tally;
    let rejected = if rejected > 0 { format!(", {rejected} rejected") } else { String::new() };
    let sessions = plural(sessions, "session");
    format!("{sessions}, +{added} ~{changed} -{withdrawn} ={same} papers{rejected}")
}

fn plural(count: u64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

fn tell(line: &str) {
    // In one piece: several importers may write to one terminal. Nobody reads it when standard error is closed.
    let _ = std::io::stderr().write_all(format!("{line}\n").as_bytes());
}
