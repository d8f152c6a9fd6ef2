//! `plenary import`, and the reading half of `--from`.

use std::collections::VecDeque;
use std::io::Write;
use std::path::{Path, PathBuf};

use plenary::error::{Error, Finding, Result, Severity};
use plenary::import::{ColumnName, Context, Found, ImportFormat, Input, format_named, read_ahead, recognise, walk};
use plenary::record::ConferenceRecord;
use plenary::store::{self, Source, Store, Tally};

use super::progress::Progress;
use super::{Outcome, in_words, stop};
use crate::cli;

/// What happens at a record that cannot be taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// It is told and left out.
    Lenient,
    /// It ends its file, and the run.
    Strict,
}

/// What one run did.
#[derive(Debug, Default)]
struct Run {
    files: u64,
    unchanged: u64,
    failed: u64,
    rejected: u64,
    tally: Tally,
    /// Whether the accounts of the files wait for the end.
    is_patient: bool,
    lines: Vec<String>,
    first_error: Option<Error>,
    /// Files that say something about papers of others; they are read when all others are.
    later: Vec<Found>,
    is_later: bool,
    progress: Progress,
}

/// Runs the verb.
pub fn run(arguments: &cli::Import) -> Result<Outcome> {
    let reading = Reading::new(arguments.conference.as_deref(), &arguments.format, &arguments.map)?;
    let path = super::database_path(arguments.db.as_deref());
    let is_new = !path.exists();
    let mut files = VecDeque::from(walk_all(&arguments.paths)?);
    // Reading the database as a file, while it is open, would drop the locks on it (sqlite.org/howtocorrupt.html, 2.2).
    files.retain(|file| !is_part_of(&path, &file.path));
    let count = files.len();
    let mut store = match (arguments.dry_run, is_new) {
        (true, true) => Store::build_in_memory()?,
        (true, false) => Store::rehearse(&path)?,
        (false, true) => Store::build(&path)?,
        (false, false) => Store::open(&path)?,
    };
    stop::watch_half_files(store.half_file().map(Path::to_path_buf));
    let mode = if arguments.strict { Mode::Strict } else { Mode::Lenient };
    // What is in a database that is being built is there only when it is finished.
    let bytes = files.iter().filter_map(|file| file.path.metadata().ok()).map(|metadata| metadata.len()).sum();
    let mut run = Run { is_patient: store.half_file().is_some(), progress: Progress::of(bytes), ..Run::default() };
    let mut stopped = None;
    while let Some(file) = run.next(&mut files) {
        match reading.import(&mut store, &file, mode, &mut run) {
            Ok(()) => {}
            Err(error) if arguments.strict || is_about_database(&error) => {
                stopped = Some(error);
                break;
            }
            Err(error) => run.fail(error),
        }
    }
    // Where nothing came in, or the run was stopped at its first file, there is no database to keep.
    if run.files > 0 && !arguments.dry_run {
        run.progress.settle();
        store.finish()?;
    }
    stop::watch_half_files(None);
    run.progress.clear();
    run.lines.iter().for_each(|line| tell(line));
    if let Some(error) = stopped {
        return Err(error);
    }
    run.finish(count)
}

/// Reads files into a database in memory; findings are told.
pub fn into_memory(arguments: &cli::Database) -> Result<(Store, Outcome)> {
    let reading = Reading::new(arguments.conference.as_deref(), &arguments.input_format, &arguments.map)?;
    let mut store = Store::build_in_memory()?;
    let mut run = Run::default();
    let mut files = VecDeque::from(walk_all(&arguments.from)?);
    while let Some(file) = run.next(&mut files) {
        reading.import(&mut store, &file, Mode::Lenient, &mut run)?;
    }
    Ok((store.finish()?, if run.rejected > 0 { Outcome::Findings } else { Outcome::Done }))
}

fn walk_all(paths: &[PathBuf]) -> Result<Vec<Found>> {
    let mut files = Vec::new();
    for path in paths {
        files.extend(walk(path).map_err(|error| hint_at_sql(path, error))?);
    }
    Ok(files)
}

/// The database and what SQLite keeps beside it.
fn parts_of(database: &Path) -> Vec<PathBuf> {
    let beside = |ending: &str| {
        let mut path = database.as_os_str().to_owned();
        path.push(ending);
        PathBuf::from(path)
    };
    ["", "-wal", "-shm", "-journal"].map(beside).to_vec()
}

fn is_part_of(database: &Path, file: &Path) -> bool {
    file.canonicalize()
        .is_ok_and(|file| parts_of(database).iter().any(|part| part.canonicalize().is_ok_and(|part| part == file)))
}

/// `--from page.txt 'SELECT …'` takes the statement for a second file.
fn hint_at_sql(path: &Path, error: Error) -> Error {
    let text = path.to_string_lossy();
    if text.contains(' ') && text.to_uppercase().starts_with("SELECT") {
        return Error::usage("--from takes every word behind it for a file", "put the SQL before --from");
    }
    error
}

/// A fault of the database ends the run: every further file would meet it too.
fn is_about_database(error: &Error) -> bool {
    matches!(error, Error::Database { .. } | Error::Sqlite(_))
}

struct Reading {
    format: Option<&'static ImportFormat>,
    context: Context,
}

impl Reading {
    fn new(conference: Option<&str>, format: &str, columns: &[String]) -> Result<Self> {
        let format = match format {
            "auto" => None,
            name => Some(format_named(name)?),
        };
        let conference = conference.map(ConferenceRecord::parse);
        if conference.as_ref().is_some_and(|conference| conference.name.is_empty()) {
            return Err(Error::usage("--conference is empty", "give it a name and a year, such as \"ICML 2022\""));
        }
        let columns = columns.iter().map(|column| ColumnName::parse(column)).collect::<Result<Vec<_>>>()?;
        Ok(Self { format, context: Context { conference, columns } })
    }

    /// Imports one file, wholly or not at all, and tells what it brought.
    fn import(&self, store: &mut Store, file: &Found, mode: Mode, run: &mut Run) -> Result<()> {
        let mut input = Input::open(&file.path)?;
        let name = input.source().to_owned();
        // Who names columns means a table, whatever its headings are.
        let table = || format_named("csv").ok().filter(|_| file.is_named && !self.context.columns.is_empty());
        let Some(format) = self.format.or_else(|| recognise(&input)).or_else(table) else {
            if !file.is_named {
                run.tell(&format!("{name}: not a programme file that plenary reads (passed over)"));
                return Ok(());
            }
            return Err(Error::Malformed {
                place: plenary::error::Place { source: name, line: None },
                reason: "is in no format that plenary reads".into(),
                help: "`plenary formats` lists them; --format forces one".into(),
            });
        };
        if format.needs_papers && !run.is_later && file.path != Path::new("-") {
            run.later.push(file.clone());
            return Ok(());
        }
        let source = Source {
            path: identity(&file.path)?,
            format: format.name.to_owned(),
            rank: format.rank,
            conference: self.context.conference.clone(),
        };
        let mut fingerprint = input.take_fingerprint();
        if store.compare(&source, || fingerprint.sha256())? == store::Outcome::Unchanged {
            run.unchanged += 1;
            run.files += 1;
            run.tell(&format!("{name}: unchanged since its last import"));
            return Ok(());
        }
        run.progress.start(input.bytes_read());
        let is_long = input.is_long();
        let mut records = (format.records)(input, &self.context)?;
        if is_long {
            records = read_ahead(records).map_err(|error| Error::file(&file.path, "cannot read ahead in", error))?;
        }
        let mut writer = store.writer(source)?;
        let mut rejected = 0;
        for record in records {
            run.progress.step(writer.tally().papers);
            match record.and_then(|record| writer.insert(&record)) {
                Ok(()) => {}
                Err(Error::Finding(finding)) => {
                    if finding.severity == Severity::Rejected {
                        if mode == Mode::Strict {
                            return Err(Error::Finding(finding));
                        }
                        rejected += 1;
                    }
                    run.progress.aside(|| tell_finding(&finding));
                }
                Err(error) => return Err(error),
            }
        }
        let tally = writer.commit(rejected, &fingerprint.sha256()?)?;
        run.progress.end(tally.papers);
        run.files += 1;
        run.rejected += rejected;
        run.add(tally);
        run.account(format!("{name}: {}: {}", format.name, account(tally, rejected)));
        Ok(())
    }
}

impl Run {
    /// The file to read now: those that need the papers of others come last.
    fn next(&mut self, files: &mut VecDeque<Found>) -> Option<Found> {
        if files.is_empty() && !self.is_later {
            self.is_later = true;
            files.extend(std::mem::take(&mut self.later));
        }
        files.pop_front()
    }

    fn account(&mut self, line: String) {
        if self.is_patient {
            self.lines.push(line);
        } else {
            self.tell(&line);
        }
    }

    /// Tells a line, beside the bar where there is one.
    fn tell(&self, line: &str) {
        self.progress.aside(|| tell(line));
    }

    fn add(&mut self, tally: Tally) {
        self.tally.sessions += tally.sessions;
        self.tally.papers += tally.papers;
        self.tally.authorships += tally.authorships;
        self.tally.added += tally.added;
        self.tally.changed += tally.changed;
        self.tally.withdrawn += tally.withdrawn;
    }

    fn fail(&mut self, error: Error) {
        self.failed += 1;
        match self.first_error {
            None => self.first_error = Some(error),
            Some(_) => self.tell(&in_words(&error)),
        }
    }

    /// Tells the total of several files, and what became of the run.
    fn finish(mut self, files: usize) -> Result<Outcome> {
        let error = self.first_error.take();
        if self.files == 0 {
            return match error {
                Some(error) => Err(error),
                None => Err(Error::usage("there is no programme file in what you named", "see `plenary formats`")),
            };
        }
        if let Some(error) = &error {
            tell(&in_words(error));
        }
        if files > 1 {
            let apart = [(self.unchanged, "unchanged"), (self.failed, "failed")];
            let apart: Vec<String> =
                apart.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
            let apart = if apart.is_empty() { String::new() } else { format!(" ({})", apart.join(", ")) };
            let account = account(self.tally, self.rejected);
            tell(&format!("{}{apart}: {account}", plural(self.files + self.failed, "file")));
        }
        Ok(if self.rejected > 0 || error.is_some() { Outcome::Findings } else { Outcome::Done })
    }
}

/// What came in: papers that are new, changed, withdrawn, and those of which nothing new is said.
fn account(tally: Tally, rejected: u64) -> String {
    let Tally { sessions, added, changed, withdrawn, .. } = tally;
    let rejected = if rejected > 0 { format!(", {rejected} rejected") } else { String::new() };
    let sessions = plural(sessions, "session");
    format!("{sessions}, +{added} ~{changed} -{withdrawn} ={} papers{rejected}", tally.unchanged())
}

fn plural(count: u64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// What a file is known by in the database: two ways to name it are one file.
fn identity(path: &Path) -> Result<String> {
    if path == Path::new("-") {
        return Ok("-".into());
    }
    let absolute = path.canonicalize().map_err(|error| Error::file(path, "cannot read", error))?;
    Ok(absolute.to_string_lossy().into_owned())
}

fn tell(line: &str) {
    // Nobody reads it when standard error is closed.
    let _ = writeln!(std::io::stderr(), "{line}");
}

fn tell_finding(finding: &Finding) {
    let label = match finding.severity {
        Severity::Note => "note: ",
        Severity::Rejected => "",
    };
    tell(&format!("{label}{}", super::printable(&finding.to_string())));
}
