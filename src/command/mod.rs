//! One file a verb. The only place where the rooms of the library meet.

mod answer;
mod diff;
mod import;
mod imports;
mod progress;
mod query;
mod rejects;
mod run;
mod schema;
mod search;
mod show;
mod sql;
pub mod stop;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use plenary::error::{Error, Result};

use crate::cli::{Cli, Command};

/// How a command ended that did its work; the number is the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Outcome {
    /// All is done.
    Done = 0,
    /// Done, but records were left out or checks failed.
    Findings = 3,
}

/// Runs the verb.
pub fn run(cli: Cli) -> Result<Outcome> {
    match cli.command {
        Command::Import(arguments) => import::run(&arguments),
        Command::Imports(arguments) => imports::run(&arguments),
        Command::Query(arguments) => query::run(&arguments),
        Command::Sql(arguments) => sql::run(&arguments),
        Command::Search(arguments) => search::run(&arguments),
        Command::Show(arguments) => show::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Schema(arguments) => schema::run(&arguments),
        Command::Formats(arguments) => schema::formats(&arguments),
    }
}

/// Prints what went wrong and gives the exit code.
pub fn report(error: &Error) -> ExitCode {
    let code = match error {
        Error::OutputClosed => return ExitCode::SUCCESS,
        Error::Usage { .. } => 2,
        Error::TimeLimit { .. } => stop::TIME_LIMIT,
        Error::Interrupted => stop::INTERRUPTED,
        _ => 1,
    };
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "{}", in_words(error));
    ExitCode::from(code)
}

/// What happened, where, and one thing to do.
pub fn in_words(error: &Error) -> String {
    let happened = printable(&error.to_string());
    match error.help() {
        Some(help) => format!("error: {happened}\nhelp: {}", printable(help)),
        None => format!("error: {happened}"),
    }
}

/// The text with what acts on a terminal shown, not obeyed; line breaks stay.
pub fn printable(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(plenary::export::printable).collect();
    lines.join("\n")
}

/// The database that a verb works on: the flag, or `PLENARY_DB` (clap reads it), or `plenary.db` in this folder.
pub fn database_path(named: Option<&Path>) -> PathBuf {
    named.map_or_else(|| PathBuf::from("plenary.db"), Path::to_path_buf)
}
