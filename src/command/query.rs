//! `plenary query`: ready-made questions.

use std::io::Write;

use plenary::error::{Error, Result};
use plenary::query::{CannedQuery, Catalogue, Question};

use super::{Outcome, answer};
use crate::cli;

/// Runs the verb.
pub fn run(arguments: &cli::Query) -> Result<Outcome> {
    let mut catalogue = Catalogue::shipped()?;
    if let Some(folder) = &arguments.queries {
        catalogue = catalogue.with_folder(folder)?;
    }
    let Some(name) = &arguments.name else { return list(&catalogue, arguments) };
    let query = catalogue.get(name)?;
    if arguments.show {
        return show(query);
    }
    let values = query.arguments(&arguments.param)?;
    let question = Question { label: &query.name, sql: &query.sql };
    answer::Asked::open(&arguments.database)?.answer(&arguments.output, &question, &values)
}

fn list(catalogue: &Catalogue, arguments: &cli::Query) -> Result<Outcome> {
    let rows: Vec<Vec<String>> = catalogue
        .queries()
        .iter()
        .map(|query| {
            let parameters: Vec<&str> = query.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
            vec![query.name.clone(), query.answers.clone(), parameters.join(", ")]
        })
        .collect();
    answer::write_rows(&arguments.output, &["name", "answers", "parameters"], &rows)
}

fn show(query: &CannedQuery) -> Result<Outcome> {
    std::io::stdout().write_all(query.sql.as_bytes()).map_err(|error| match error.kind() {
        std::io::ErrorKind::BrokenPipe => Error::OutputClosed,
        _ => Error::file("output", "cannot write", error),
    })?;
    Ok(Outcome::Done)
}
