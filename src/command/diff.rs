//! `plenary diff`: what changed between two states of a programme.

use std::io::Write;
use std::path::{Path, PathBuf};

use plenary::error::{Error, Result};
use plenary::export;
use plenary::store::diff::{Comparison, Difference, Kinship, Narrowed, Origins, Past, Scope, Snapshot, Texts, compare};
use plenary::store::{self, Store};

use super::{Outcome, answer, database_path, import, printable, stop};
use crate::cli;

const FORMS: &str =
    "write `plenary diff 3`, `plenary diff 3 5`, `plenary diff old.db new.db` or `plenary diff --from PATH…`";

/// One side of a comparison, as it is named.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Side {
    /// What `--db` held after an import.
    Import(i64),
    /// What a database holds now.
    Database(PathBuf),
    /// The files of `--from`.
    Files,
}

/// Runs the verb.
pub fn run(arguments: &cli::Diff) -> Result<Outcome> {
    let ours = database_path(arguments.db.as_deref());
    let [before, after] = sides(arguments, &ours)?;
    let is_for_the_eye = answer::format_of(&arguments.output)? == "table";
    let is_ours = |side: &Side| match side {
        Side::Import(_) => true,
        Side::Database(path) => is_same_file(path, &ours),
        Side::Files => false,
    };
    let kinship = if is_ours(&before) && is_ours(&after) { Kinship::OneDatabase } else { Kinship::Strangers };
    let mut reading = Reading { arguments, ours, texts: Texts::default(), past: None, outcome: Outcome::Done };
    // The copy only goes back: the later state comes first.
    let is_backwards = matches!((&before, &after), (Side::Import(one), Side::Import(other)) if one > other);
    let (old, new) = if is_backwards {
        let old = reading.read(&before)?;
        (old, reading.read(&after)?)
    } else {
        let new = reading.read(&after)?;
        (reading.read(&before)?, new)
    };
    let scope = match after {
        Side::Files if !arguments.all => Scope::Files(reading.origins(&before)?),
        _ => Scope::Everything,
    };
    let outcome = reading.close();
    let comparison = compare(&old, &new, kinship, &scope);
    tell(&comparison, &arguments.from);
    let (columns, rows) = table(&comparison.differences, is_for_the_eye);
    answer::write_notice(&arguments.output, columns, &rows)?;
    Ok(outcome)
}

/// All that is known of each difference, or for the eye as much as a line of a terminal holds.
fn table(differences: &[Difference], is_for_the_eye: bool) -> (&'static [&'static str], Vec<Vec<String>>) {
    let whole = |difference: &Difference| {
        difference.values().into_iter().map(|value| value.unwrap_or_default().to_owned()).collect()
    };
    match is_for_the_eye {
        true => (&["change", "title", "details"], differences.iter().map(line).collect()),
        false => (&Difference::COLUMNS, differences.iter().map(whole).collect()),
    }
}

fn line(difference: &Difference) -> Vec<String> {
    let Difference { what, title, change, field, before, after, session, room, time, .. } = difference;
    let said = |text: &Option<String>| text.as_deref().map(export::times_in_words).unwrap_or_default();
    let (then, now) = (said(before), said(after));
    let values = match (then.is_empty(), now.is_empty()) {
        (false, false) => format!("{then} → {now}"),
        (false, true) => format!("{then} →"),
        (true, false) => format!("→ {now}"),
        (true, true) => String::new(),
    };
    let (title, details) = match (*change, *field) {
        ("new" | "withdrawn", _) => {
            let place: Vec<String> =
                [session, room, time].map(said).into_iter().filter(|text| !text.is_empty()).collect();
            (title, place.join(", "))
        }
        ("retitled" | "renamed", _) => (before.as_ref().unwrap_or(title), format!("→ {now}")),
        ("author added" | "author dropped", _) => (title, then + &now),
        ("authors reordered", _) => (title, now),
        ("edited", Some(field)) => (title, format!("{field}: {values}")),
        _ => (title, values),
    };
    let change = if change.starts_with("author") { (*change).to_owned() } else { format!("{what} {change}") };
    vec![change, title.clone(), details]
}

/// The two sides that the words name.
fn sides(arguments: &cli::Diff, ours: &Path) -> Result<[Side; 2]> {
    let has_files = !arguments.from.is_empty();
    if let Some(path) = arguments.from.iter().find(|path| is_database(path)) {
        let reason =
            format!("{} is a database, and --from takes every word behind it for a programme file", path.display());
        return Err(Error::usage(
            reason,
            format!("put it before --from: plenary diff {} --from PATH…", path.display()),
        ));
    }
    let now = || Side::Database(ours.to_path_buf());
    match (&arguments.before, &arguments.after, has_files) {
        (None, _, true) => Ok([now(), Side::Files]),
        (Some(before), None, true) => Ok([side(before)?, Side::Files]),
        (Some(_), Some(after), true) => Err(Error::usage(
            format!("--from is the state after already, so `{after}` is one too many"),
            "leave it out, or leave out --from",
        )),
        (None, _, false) => Err(Error::usage("there is nothing to compare", FORMS)),
        (Some(before), None, false) => match side(before)? {
            Side::Import(import_id) => Ok([Side::Import(import_id), now()]),
            _ => Err(Error::usage(format!("there is nothing to compare {before} with"), FORMS)),
        },
        (Some(before), Some(after), false) => Ok([side(before)?, side(after)?]),
    }
}

/// The number of an import, or the path of a database.
fn side(word: &str) -> Result<Side> {
    let path = Path::new(word);
    let digits = word.strip_prefix('+').unwrap_or(word);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    match (is_number, path.exists()) {
        (true, true) => Err(Error::usage(
            format!("`{word}` may be import {digits} or the file {word} in this folder"),
            format!("write ./{word} for the file, +{digits} for the import"),
        )),
        (true, false) => digits.parse().map(Side::Import).map_err(|_| {
            Error::usage(format!("there is no import {digits}"), "give the number of an import, such as 3")
        }),
        (false, true) => Ok(Side::Database(path.to_path_buf())),
        (false, false) => Err(Error::usage(
            format!("`{word}` is neither the number of an import nor a database that is there"),
            FORMS,
        )),
    }
}

fn is_same_file(one: &Path, other: &Path) -> bool {
    one == other || matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

fn is_database(path: &Path) -> bool {
    use std::io::Read;
    let mut head = [0; 16];
    path.is_file()
        && std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut head)).is_ok()
        && head == *b"SQLite format 3\0"
}

/// What is opened to read the two sides.
struct Reading<'a> {
    arguments: &'a cli::Diff,
    ours: PathBuf,
    texts: Texts,
    /// Our database as it was.
    past: Option<Past>,
    outcome: Outcome,
}

impl Reading<'_> {
    fn read(&mut self, side: &Side) -> Result<Snapshot> {
        match side {
            Side::Import(import_id) => {
                let past = match self.past.take() {
                    Some(past) => past,
                    None => {
                        let past = Past::of(&self.ours)?;
                        store::tidy(&self.ours);
                        past
                    }
                };
                stop::watch_half_files(past.files());
                let past = self.past.insert(past);
                past.go_back_to(*import_id)?;
                Snapshot::read(past.connection(), &mut self.texts)
            }
            Side::Database(path) => {
                let snapshot = Snapshot::read(&store::open_read_only(path)?, &mut self.texts)?;
                store::tidy(path);
                Ok(snapshot)
            }
            Side::Files => {
                let (store, outcome) = self.read_files()?;
                self.outcome = outcome;
                Snapshot::read(store.connection(), &mut self.texts)
            }
        }
    }

    fn read_files(&self) -> Result<(Store, Outcome)> {
        let cli::Diff { from, conference, input_format, map, .. } = self.arguments;
        import::into_memory(&cli::Database {
            db: None,
            from: from.clone(),
            conference: conference.clone(),
            input_format: input_format.clone(),
            map: map.clone(),
            timeout: 0,
            memory: 0,
        })
    }

    /// What the files brought into the database that they are compared with.
    fn origins(&self, side: &Side) -> Result<Origins> {
        match (side, &self.past) {
            (Side::Import(_), Some(past)) => Origins::of(past.connection(), &self.arguments.from),
            (Side::Database(path), _) => {
                let origins = Origins::of(&store::open_read_only(path)?, &self.arguments.from)?;
                store::tidy(path);
                Ok(origins)
            }
            _ => Ok(Origins::default()),
        }
    }

    /// Takes away the copy.
    fn close(self) -> Outcome {
        drop(self.past);
        stop::watch_half_files(None);
        self.outcome
    }
}

/// Tells what was compared, and whether nothing differs.
fn tell(comparison: &Comparison, files: &[PathBuf]) {
    let mut lines = Vec::new();
    let (files, are) = match files {
        [file] if file == Path::new("-") => ("standard input".to_owned(), "is"),
        [file] => (printable(&file.display().to_string()), "is"),
        _ => ("these files".to_owned(), "are"),
    };
    let counted = |count: usize, noun: &str| match count {
        1 => format!("compared with the one {noun} that {files} {are} about; --all compares everything"),
        count => format!("compared with the {count} {noun}s that {files} {are} about; --all compares everything"),
    };
    match &comparison.narrowed {
        None => {}
        Some(Narrowed::Sessions(0) | Narrowed::Papers(0)) => {
            lines.push(format!("the database holds nothing that {files} {are} about; --all compares everything"));
        }
        Some(Narrowed::Sessions(count)) => lines.push(counted(*count, "session")),
        Some(Narrowed::Papers(count)) => lines.push(counted(*count, "paper")),
        Some(Narrowed::Conferences(names)) if names.is_empty() => {
            lines.push(format!("compared with what {files} {are} about; --all compares everything"));
        }
        Some(Narrowed::Conferences(names)) => {
            let names = printable(&names.join(", "));
            lines.push(format!("compared with {names}, which {files} {are} about; --all compares everything"));
        }
    }
    if comparison.is_without_sessions {
        lines.push("one side names no sessions, so sessions are not compared".to_owned());
    }
    if comparison.differences.is_empty() {
        lines.push("no differences".to_owned());
    }
    for line in lines {
        // Nobody reads it when standard error is closed.
        let _ = writeln!(std::io::stderr(), "{line}");
    }
}
