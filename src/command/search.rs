//! `plenary search`: papers by words.

use plenary::error::Result;
use plenary::query::{Argument, Catalogue, Value, search_expression};

use super::{Outcome, answer};
use crate::cli;

/// Papers that are found when nobody says how many.
const HITS: u64 = 20;

/// Runs the verb.
pub fn run(arguments: &cli::Search) -> Result<Outcome> {
    let words = arguments.terms.join(" ");
    let terms = if arguments.raw { words } else { search_expression(&words)? };
    let limit = match arguments.output.limit.unwrap_or(HITS) {
        0 => -1,
        limit => i64::try_from(limit).unwrap_or(-1),
    };
    let values = [
        Argument { name: "terms".into(), value: Value::Text(terms) },
        Argument { name: "most".into(), value: Value::Integer(limit) },
    ];
    let catalogue = Catalogue::shipped()?;
    let question = catalogue.get("search")?.question();
    answer::Asked::open(&arguments.database)?.answer(&arguments.output, &question, &values)
}
