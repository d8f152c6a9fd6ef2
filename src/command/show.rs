//! `plenary show`: one paper, author or session, value by value.

use std::ops::ControlFlow;

use plenary::error::{Error, Result};
use plenary::query::{Argument, Catalogue, Question, Value};
use plenary::record::{name_key, title_key};
use plenary::table::Cell;

use super::{Outcome, answer};
use crate::cli;

/// How many candidates are named for a key that may mean several things.
const CANDIDATES: usize = 12;

/// Runs the verb.
pub fn run(arguments: &cli::Show) -> Result<Outcome> {
    let (question, parameter) = match arguments.what {
        cli::Shown::Paper => ("paper-sources", "paper"),
        cli::Shown::Author => ("author-sources", "author"),
        cli::Shown::Session => ("session-sources", "session"),
    };
    let asked = answer::Asked::open(&arguments.database)?;
    let id = find(&asked, arguments)?;
    let mut values = vec![Argument { name: parameter.into(), value: Value::Integer(id) }];
    if arguments.what == cli::Shown::Paper {
        values.push(Argument { name: "others".into(), value: Value::Integer(i64::from(arguments.why)) });
    }
    let catalogue = Catalogue::shipped()?;
    let question = catalogue.get(question)?.question();
    asked.answer(&arguments.output, &question, &values)
}

/// The one thing that the key means.
fn find(asked: &answer::Asked, arguments: &cli::Show) -> Result<i64> {
    let key = arguments.key.trim();
    let (noun, sql, folded) = match arguments.what {
        cli::Shown::Paper => ("paper", include_str!("../../sql/reader/find_papers.sql"), title_key(key)),
        cli::Shown::Author => ("author", include_str!("../../sql/reader/find_authors.sql"), name_key(key)),
        cli::Shown::Session => ("session", include_str!("../../sql/reader/find_sessions.sql"), title_key(key)),
    };
    let values = [
        Argument { name: "id".into(), value: key.parse().map_or(Value::Null, Value::Integer) },
        Argument { name: "key".into(), value: Value::Text(folded) },
    ];
    let found = asked.reader().run(
        &Question::new("show", sql),
        &values,
        |_| Ok(Vec::new()),
        |found: &mut Vec<(i64, String)>, row| {
            if let [Cell::Integer(id), Cell::Text(title)] = row {
                found.push((*id, String::from_utf8_lossy(title).into_owned()));
            }
            Ok(ControlFlow::Continue(()))
        },
    )?;
    match found.as_slice() {
        [(id, _)] => Ok(*id),
        [] => Err(Error::usage(
            format!("there is no {noun} `{key}`"),
            format!("give its id, its name or a part of it; `plenary search {key}` looks into abstracts and names too"),
        )),
        several => {
            let mut named: Vec<String> =
                several.iter().take(CANDIDATES).map(|(id, title)| format!("  {id}  {title}")).collect();
            if several.len() > CANDIDATES {
                named.push(format!("  … and {} more", several.len() - CANDIDATES));
            }
            Err(Error::usage(
                format!("`{key}` may be one of {} {noun}s", several.len()),
                format!("give the id of one:\n{}", named.join("\n")),
            ))
        }
    }
}
