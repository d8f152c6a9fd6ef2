//! `plenary query`: ready-made questions.

use std::io::Write;

use plenary::error::{Error, Result};
use plenary::query::{Assignment, CannedQuery, Catalogue};

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
    let given: Vec<Assignment> = arguments.param.iter().map(|text| Assignment::parse(text)).collect::<Result<_>>()?;
    let values = query.arguments(&given)?;
    answer::Asked::open(&arguments.database)?.answer(&arguments.output, &query.question(), &values)
}

fn list(catalogue: &Catalogue, arguments: &cli::Query) -> Result<Outcome> {
    let rows: Vec<Vec<String>> = catalogue
        .iter()
        .map(|CannedQuery { name, header, .. }| {
            let parameters: Vec<&str> = header.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
            vec![name.clone(), header.answers.clone(), parameters.join(", ")]
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
