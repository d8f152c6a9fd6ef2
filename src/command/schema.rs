//! `plenary schema` and `plenary formats`: what there is to ask, to read and to write.

use plenary::error::{Error, Result};
use plenary::query::glossary;
use plenary::{export, import};

use super::{Outcome, answer};
use crate::cli;

/// Explains the tables.
pub fn run(arguments: &cli::Schema) -> Result<Outcome> {
    let all = glossary();
    let rows: Vec<Vec<String>> = all
        .iter()
        .filter(|entry| arguments.table.as_ref().is_none_or(|table| table.eq_ignore_ascii_case(entry.object)))
        .map(|entry| {
            vec![entry.object, entry.column, entry.kind, entry.meaning].into_iter().map(str::to_owned).collect()
        })
        .collect();
    if let (true, Some(table)) = (rows.is_empty(), &arguments.table) {
        let objects: Vec<&str> = all.iter().filter(|entry| entry.column.is_empty()).map(|entry| entry.object).collect();
        return Err(Error::usage(
            format!("there is no table or view `{table}`"),
            format!("there are: {}", objects.join(", ")),
        ));
    }
    answer::write_rows(&arguments.output, &["table", "column", "type", "meaning"], &rows)
}

/// Lists the formats.
pub fn formats(arguments: &cli::Formats) -> Result<Outcome> {
    let read = import::FORMATS.iter().map(|format| ["read", format.name, "", format.about].map(str::to_owned).to_vec());
    let written = export::FORMATS.iter().map(|format| {
        let endings: Vec<String> = format.extensions.iter().map(|ending| format!(".{ending}")).collect();
        vec!["write".to_owned(), format.name.to_owned(), endings.join(" "), format.about.to_owned()]
    });
    let rows: Vec<Vec<String>> = read.chain(written).collect();
    answer::write_rows(&arguments.output, &["way", "format", "endings", "about"], &rows)
}
