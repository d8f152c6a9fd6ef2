//! `plenary import`, and the reading half of `--from`.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use plenary::error::{Error, Result, Severity};
use plenary::import::{ColumnName, Context, Found, ImportFormat, Input, format_named, read_ahead, recognise, walk};
use plenary::record::ConferenceRecord;
use plenary::store::{self, Source, Store};

use super::rejects::{LeftOut, Rejects};
use super::run::Run;
use super::{Outcome, stop};
use crate::cli;

/// What happens at a record that cannot be taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// It is told and left out.
    Lenient,
    /// It ends its file, and the run.
    Strict,
}

/// Runs the verb.
pub fn run(arguments: &cli::Import) -> Result<Outcome> {
    let reading = Reading::new(arguments)?;
    let path = super::database_path(arguments.db.as_deref());
    match import_all(arguments, &reading, &path, false) {
        // Another program has made the database while this one was building it: what it read goes into that one.
        Err(Error::Taken { .. }) if !arguments.paths.iter().any(|path| path == Path::new("-")) => {
            import_all(arguments, &reading, &path, true)
        }
        ended => ended,
    }
}

fn import_all(arguments: &cli::Import, reading: &Reading, path: &Path, has_told_findings: bool) -> Result<Outcome> {
    let is_new = !path.exists();
    let rejects = arguments.rejects.as_deref().map(|rejects| Rejects::open(rejects, path)).transpose()?;
    let mut files = VecDeque::from(walk_all(&arguments.paths)?);
    // Reading the database as a file, while it is open, would drop the locks on it (sqlite.org/howtocorrupt.html, 2.2).
    let parts = parts_of(path);
    files.retain(|file| parts.is_empty() || file.path.canonicalize().map_or(true, |file| !parts.contains(&file)));
    if let Some(rejects) = &rejects {
        rejects.keep_out_of(&mut files)?;
    }
    let mut store = match (arguments.dry_run, is_new) {
        (true, true) => Store::build_in_memory()?,
        (true, false) => Store::rehearse(path)?,
        (false, true) => Store::build(path)?,
        (false, false) => Store::open(path)?,
    };
    let half_of_rejects = rejects.as_ref().and_then(Rejects::half_file).map(Path::to_path_buf);
    stop::watch_half_files(store.half_file().map(Path::to_path_buf).into_iter().chain(half_of_rejects.clone()));
    let bytes = files.iter().filter_map(|file| file.path.metadata().ok()).map(|metadata| metadata.len()).sum();
    // What is in a database that is being built is there only when it is finished.
    let mut run = Run::of(bytes, is_new, has_told_findings);
    run.rejects = rejects;
    let stopped = reading.import_each(&mut store, &arguments.paths, files, &mut run).err();
    if stopped.is_none() && arguments.prune {
        prune(&mut store, &mut run)?;
    }
    // Where nothing came in, or the run was stopped at its first file, there is no database to keep.
    if run.has_any() && !arguments.dry_run {
        run.progress.settle();
        store.finish()?;
    }
    stop::watch_half_files(half_of_rejects);
    let rejects = run.rejects.take();
    let outcome = run.end(stopped)?;
    rejects.map_or(Ok(()), Rejects::finish)?;
    Ok(outcome)
}

/// Takes withdrawn papers away for good.
fn prune(store: &mut Store, run: &mut Run) -> Result<()> {
    let source = Source { path: "--prune".into(), format: "prune".into(), ..Source::default() };
    let mut writer = store.writer(source)?;
    let pruned = writer.prune()?;
    if pruned > 0 {
        writer.commit(0, "")?;
    }
    run.prune(pruned);
    Ok(())
}

/// Reads files into a database in memory; findings are told.
pub fn into_memory(arguments: &cli::Database) -> Result<(Store, Outcome)> {
    let reading = Reading::of(arguments.conference.as_deref(), &arguments.input_format, &arguments.map)?;
    let mut store = Store::build_in_memory()?;
    let mut run = Run::default();
    let mut files = VecDeque::from(walk_all(&arguments.from)?);
    while let Some(file) = run.next(&mut files) {
        reading.import(&mut store, &file, &mut run)?;
    }
    let outcome = run.outcome();
    Ok((store.finish()?, outcome))
}

fn walk_all(paths: &[PathBuf]) -> Result<Vec<Found>> {
    let mut files = Vec::new();
    for path in paths {
        files.extend(walk(path).map_err(|error| hint_at_sql(path, error))?);
    }
    Ok(files)
}

/// The database and what SQLite keeps beside it, as far as they are there.
fn parts_of(database: &Path) -> Vec<PathBuf> {
    let beside = |ending: &str| {
        let mut path = database.as_os_str().to_owned();
        path.push(ending);
        PathBuf::from(path).canonicalize().ok()
    };
    ["", "-wal", "-shm", "-journal"].into_iter().filter_map(beside).collect()
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
    mode: Mode,
}

impl Reading {
    fn new(arguments: &cli::Import) -> Result<Self> {
        let mode = if arguments.strict { Mode::Strict } else { Mode::Lenient };
        let reading = Self::of(arguments.conference.as_deref(), &arguments.format, &arguments.map)?;
        Ok(Self { mode, ..reading })
    }

    fn of(conference: Option<&str>, format: &str, columns: &[String]) -> Result<Self> {
        let format = match format {
            "auto" => None,
            name => Some(format_named(name)?),
        };
        let conference = conference.map(ConferenceRecord::parse);
        if conference.as_ref().is_some_and(|conference| conference.name.is_empty()) {
            return Err(Error::usage("--conference is empty", "give it a name and a year, such as \"ICML 2022\""));
        }
        let columns = columns.iter().map(|column| ColumnName::parse(column)).collect::<Result<Vec<_>>>()?;
        Ok(Self { format, context: Context { conference, columns }, mode: Mode::Lenient })
    }

    /// Imports every file, and takes note of files that are gone; the error that ends the run.
    fn import_each(
        &self,
        store: &mut Store,
        paths: &[PathBuf],
        mut files: VecDeque<Found>,
        run: &mut Run,
    ) -> Result<()> {
        while let Some(file) = run.next(&mut files) {
            match self.import(store, &file, run) {
                Ok(()) => {}
                Err(error) if self.mode == Mode::Strict || is_about_database(&error) => return Err(error),
                Err(error) => run.fail(error),
            }
        }
        for folder in paths.iter().filter(|path| path.is_dir()) {
            self.import_nothing(store, folder, run)?;
        }
        Ok(())
    }

    /// Files of a folder that were imported and are gone: they say nothing any more.
    fn import_nothing(&self, store: &mut Store, folder: &Path, run: &mut Run) -> Result<()> {
        let root = identity(folder)?;
        for source in store.sources_below(&root)? {
            if Path::new(&source.path).symlink_metadata().is_ok() {
                continue;
            }
            let beside = source.path.strip_prefix(&root).unwrap_or(&source.path).trim_start_matches('/');
            let name = folder.join(beside).display().to_string();
            let tally = store.writer(source)?.commit(0, "")?;
            run.account(&format!("{name}: gone"), tally, 0);
        }
        Ok(())
    }

    /// Imports one file, wholly or not at all, and tells what it brought.
    fn import(&self, store: &mut Store, file: &Found, run: &mut Run) -> Result<()> {
        let mut input = Input::open(&file.path)?;
        let name = input.source().to_owned();
        let path = identity(&file.path)?;
        let source = Source { path, conference: self.context.conference.clone(), ..Source::default() };
        let mut fingerprint = input.take_fingerprint();
        // Who asks for the records that are left out asks for those of an unchanged file too: it is read again.
        let may_pass = run.rejects.is_none();
        let outcome = store.compare(&source, || fingerprint.sha256())?;
        if may_pass && outcome == store::Outcome::Unchanged {
            run.pass_unchanged(&name);
            return Ok(());
        }
        // Who names columns means a table, whatever its headings are.
        let table = || format_named("csv").ok().filter(|_| file.is_named && !self.context.columns.is_empty());
        let Some(format) = self.format.or_else(|| recognise(&input)).or_else(table) else {
            if !file.is_named && outcome == store::Outcome::New {
                run.tell(&format!("{name}: not a programme file that plenary reads (passed over)"));
                return Ok(());
            }
            return Err(Error::Malformed {
                place: plenary::error::Place { source: name, line: None },
                reason: match outcome {
                    store::Outcome::New => "is in no format that plenary reads".into(),
                    _ => "is in no format that plenary reads any more; what it brought before stays".into(),
                },
                help: "`plenary formats` lists them; --format forces one".into(),
            });
        };
        if format.needs_papers && !run.is_later && file.path != Path::new("-") {
            run.later.push(file.clone());
            return Ok(());
        }
        // Whoever names no conference means the one of the last import.
        let conference = match source.conference {
            Some(conference) => Some(conference),
            None => store.conference_of(&source.path)?,
        };
        let context = Context { conference: conference.clone(), ..self.context.clone() };
        let conference_name = conference.as_ref().map(|conference| conference.name.clone());
        let source = Source { path: source.path, format: format.name.to_owned(), rank: format.rank, conference };
        run.progress.start(input.bytes_read());
        let is_long = input.is_long();
        let mut records = (format.records)(input, &context)?;
        if is_long {
            records = read_ahead(records).map_err(|error| Error::file(&file.path, "cannot read ahead in", error))?;
        }
        let mut writer = store.writer(source)?;
        let mut rejected = 0;
        let mut left_out = run.rejects.as_ref().map(|_| LeftOut::of(&name, conference_name));
        for record in records {
            run.progress.step(writer.tally().papers);
            if let (Some(left_out), Ok(record)) = (&mut left_out, &record) {
                left_out.see(record);
            }
            match record.and_then(|record| writer.insert(&record)) {
                Ok(()) => {}
                Err(Error::Finding(finding)) => {
                    if finding.severity == Severity::Rejected && self.mode == Mode::Strict {
                        return Err(Error::Finding(finding));
                    }
                    run.tell_finding(&finding);
                    if finding.severity == Severity::Rejected {
                        rejected += 1;
                        if let Some(left_out) = &mut left_out {
                            left_out.take(*finding);
                        }
                    }
                }
                Err(error) => return Err(error),
            }
        }
        let tally = writer.commit(rejected, &fingerprint.sha256()?)?;
        run.progress.end(tally.papers);
        // Not before: of a file that fails, no record is in the account.
        if let (Some(rejects), Some(left_out)) = (&mut run.rejects, left_out) {
            rejects.add(left_out);
        }
        run.account(&format!("{name}: {}", format.name), tally, rejected);
        Ok(())
    }
}

/// What a file is known by in the database: two ways to name it are one file.
fn identity(path: &Path) -> Result<String> {
    if path == Path::new("-") {
        return Ok("-".into());
    }
    let absolute = path.canonicalize().map_err(|error| Error::file(path, "cannot read", error))?;
    Ok(absolute.to_string_lossy().into_owned())
}
