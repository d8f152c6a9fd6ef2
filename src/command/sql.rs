//! `plenary sql`: questions in SQL.

use std::io::Read;
use std::path::Path;

use plenary::error::{Error, Result};
use plenary::query::{Argument, Assignment, Question};

use super::{Outcome, answer};
use crate::cli;

/// The longest statement that is read, in bytes; SQLite is told the same limit.
const LONGEST: u64 = 100_000;

/// Runs the verb.
pub fn run(arguments: &cli::Sql) -> Result<Outcome> {
    let (label, sql) = match (&arguments.file, arguments.statement.as_deref()) {
        (Some(path), _) if path == Path::new("-") => ("query".to_owned(), read_input()?),
        (Some(path), _) => {
            let file = std::fs::File::open(path).map_err(|error| Error::file(path, "cannot read", error))?;
            (path.display().to_string(), read(file, &path.display().to_string())?)
        }
        (None, Some("-") | None) => ("query".to_owned(), read_input()?),
        (None, Some(statement)) => ("query".to_owned(), statement.to_owned()),
    };
    let values: Vec<Argument> =
        arguments.param.iter().map(|text| Assignment::parse(text).map(Assignment::by_shape)).collect::<Result<_>>()?;
    let question = Question::new(&label, &sql);
    answer::Asked::open(&arguments.database)?.answer(&arguments.output, &question, &values)
}

fn read_input() -> Result<String> {
    use std::io::IsTerminal;
    let input = std::io::stdin();
    if input.is_terminal() {
        return Err(Error::usage("there is no statement", "write plenary sql 'SELECT …', or give a file with -f FILE"));
    }
    read(input, "standard input")
}

fn read(source: impl Read, name: &str) -> Result<String> {
    let mut sql = String::new();
    source.take(LONGEST + 1).read_to_string(&mut sql).map_err(|error| Error::file(name, "cannot read", error))?;
    if sql.len() as u64 > LONGEST {
        return Err(Error::usage(format!("{name} is longer than {LONGEST} bytes"), "ask in smaller pieces"));
    }
    Ok(sql)
}
