//! `plenary imports`: the account of every import, and taking one back.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;

use plenary::error::{Error, Result};
use plenary::query::{Argument, Catalogue, Question, Value};
use plenary::store::Store;

use super::{Outcome, answer, database_path};
use crate::cli;

/// Runs the verb.
pub fn run(arguments: &cli::Imports) -> Result<Outcome> {
    match &arguments.what {
        cli::ImportsVerb::List(asked) => {
            let question = Question::new("imports", include_str!("../../sql/reader/list_imports.sql"));
            answer::Asked::open(&asked.database)?.answer(&asked.output, &question, &[])
        }
        cli::ImportsVerb::Show { import, asked } => {
            let values = [Argument { name: "import".into(), value: import.map_or(Value::Null, Value::Integer) }];
            let catalogue = Catalogue::shipped()?;
            let question = catalogue.get("import-changes")?.question();
            let open = answer::Asked::open(&asked.database)?;
            if let Some(import) = import {
                check_exists(&open, *import)?;
            }
            open.answer(&asked.output, &question, &values)
        }
        cli::ImportsVerb::Undo { import, db } => {
            let path = database_path(db.as_deref());
            if !path.exists() {
                return Err(Error::usage(
                    format!("{}: there is no such database", path.display()),
                    "name it with --db FILE",
                ));
            }
            let undone = Store::open(&path)?.undo(*import)?;
            let file = Path::new(&undone.path).file_name().unwrap_or_default().to_string_lossy().into_owned();
            let papers = if undone.papers == 1 { "1 paper is".into() } else { format!("{} papers are", undone.papers) };
            let told = format!("import {import} ({file}) is undone: {papers} as before, or gone with it");
            // Nobody reads it when standard error is closed.
            let _ = writeln!(std::io::stderr(), "{}", super::printable(&told));
            Ok(Outcome::Done)
        }
    }
}

fn check_exists(asked: &answer::Asked, import: i64) -> Result<()> {
    let question = Question::new("imports", include_str!("../../sql/reader/find_import.sql"));
    let values = [Argument { name: "import".into(), value: Value::Integer(import) }];
    let is_there = asked.reader().run(
        &question,
        &values,
        |_| Ok(false),
        |is_there, _| {
            *is_there = true;
            Ok(ControlFlow::Break(()))
        },
    )?;
    if is_there {
        return Ok(());
    }
    Err(Error::usage(format!("there is no import {import}"), "`plenary imports list` names them all"))
}
