//! `plenary show`: one paper, value by value.

use plenary::error::Result;
use plenary::query::{Argument, Catalogue, Value};

use super::{Outcome, answer};
use crate::cli;

/// Runs the verb.
pub fn run(arguments: &cli::Show) -> Result<Outcome> {
    let question = match arguments.what {
        cli::Shown::Paper => "paper-sources",
    };
    let values = [
        Argument { name: "paper".into(), value: Value::Text(arguments.key.clone()) },
        Argument { name: "others".into(), value: Value::Integer(i64::from(arguments.why)) },
    ];
    let catalogue = Catalogue::shipped()?;
    let question = catalogue.get(question)?.question();
    answer::Asked::open(&arguments.database)?.answer(&arguments.output, &question, &values)
}
