//! Runs questions and hands out their rows.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, InterruptHandle};

use super::parameter::Argument;
use super::{explain, guard};
use crate::error::{Error, Result};
use crate::query::Limits;
use crate::table::{Cell, Column};

/// A statement and the name that messages call it by.
///
/// ```
/// let question = plenary::query::Question { label: "query", sql: "SELECT 1" };
/// assert_eq!(question.label, "query");
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// "query", the name of a file, or the name of a ready-made question.
    pub label: &'a str,
    /// One SQL statement that returns rows.
    pub sql: &'a str,
}

/// A database that can be asked and not changed.
///
/// ```
/// use std::ops::ControlFlow;
/// use plenary::query::{Limits, Question, Reader};
/// use plenary::table::Cell;
///
/// let reader = Reader::new(plenary::store::Store::open_in_memory()?.into_connection(), Limits::default())?;
/// let question = Question { label: "query", sql: "SELECT 6 * :by AS product" };
/// let arguments = plenary::query::ad_hoc_arguments(&["by=7".to_owned()])?;
/// let headings = reader.run(
///     &question,
///     &arguments,
///     |columns| Ok(columns[0].name.clone()),
///     |_, row| {
///         assert_eq!(row, [Cell::Integer(42)]);
///         Ok(ControlFlow::Continue(()))
///     },
/// )?;
/// assert_eq!(headings, "product");
/// # Ok::<(), plenary::error::Error>(())
/// ```
pub struct Reader {
    connection: Connection,
    limits: Limits,
    is_over: Arc<AtomicBool>,
}

impl Reader {
    /// Guards a connection: whatever it was opened for, it only reads from here on. The time starts to run.
    ///
    /// # Errors
    /// [`Error::Sqlite`] when SQLite refuses a setting.
    pub fn new(mut connection: Connection, limits: Limits) -> Result<Self> {
        let is_over = guard::install(&mut connection, limits)?;
        Ok(Self { connection, limits, is_over })
    }

    /// What another thread stops the question with.
    pub fn interrupt_handle(&self) -> InterruptHandle {
        self.connection.get_interrupt_handle()
    }

    /// Runs one statement. `on_columns` gets the headings, also when there are no rows; `on_row` gets each row, in the
    /// order of the statement, and may end the run. What `on_columns` made comes back.
    ///
    /// # Errors
    /// [`Error::Statement`] when the statement is not one that only reads, or SQLite does not accept it;
    /// [`Error::Usage`] when the arguments are not the statement's parameters; [`Error::TimeLimit`];
    /// [`Error::Interrupted`]; and what the two functions return.
    pub fn run<T>(
        &self,
        question: &Question<'_>,
        arguments: &[Argument],
        on_columns: impl FnOnce(&[Column]) -> Result<T>,
        mut on_row: impl FnMut(&mut T, &[Cell<'_>]) -> Result<ControlFlow<()>>,
    ) -> Result<T> {
        if question.sql.contains('\0') {
            return Err(statement_error("the statement holds a NUL character", "remove it"));
        }
        let in_words = |error| self.explain(question, error);
        let mut statement = self.connection.prepare(question.sql).map_err(in_words)?;
        if statement.column_count() == 0 {
            return Err(statement_error(
                "there is no statement that returns rows",
                "write a SELECT; `plenary schema` explains the tables",
            ));
        }
        bind(&mut statement, arguments).map_err(|fault| match fault {
            Fault::Usage(error) => error,
            Fault::Sqlite(error) => in_words(error),
        })?;
        let columns: Vec<Column> = statement.column_names().map(Column::named).collect();
        let mut state = on_columns(&columns)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(in_words)? {
            let mut cells = Vec::with_capacity(columns.len());
            for index in 0..columns.len() {
                cells.push(cell_of(row.get_ref(index).map_err(in_words)?));
            }
            if on_row(&mut state, &cells)?.is_break() {
                break;
            }
        }
        Ok(state)
    }

    fn explain(&self, question: &Question<'_>, error: rusqlite::Error) -> Error {
        if error.sqlite_error_code() == Some(rusqlite::ErrorCode::OperationInterrupted) {
            return match self.is_over.load(Ordering::Relaxed) {
                true => Error::TimeLimit { seconds: self.limits.seconds },
                false => Error::Interrupted,
            };
        }
        explain::in_words(&self.connection, question, error)
    }
}

fn cell_of(value: ValueRef<'_>) -> Cell<'_> {
    match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::Integer(number),
        ValueRef::Real(number) => Cell::Real(number),
        ValueRef::Text(text) => Cell::Text(text),
        ValueRef::Blob(bytes) => Cell::Blob(bytes),
    }
}

fn statement_error(reason: &str, help: &str) -> Error {
    Error::Statement { reason: reason.to_owned(), excerpt: None, help: help.to_owned() }
}

enum Fault {
    Usage(Error),
    Sqlite(rusqlite::Error),
}

/// Gives each parameter of the statement its value; none may be missing and none too many.
fn bind(statement: &mut rusqlite::Statement<'_>, arguments: &[Argument]) -> std::result::Result<(), Fault> {
    let mut names = Vec::new();
    for index in 1..=statement.parameter_count() {
        let Some(name) = statement.parameter_name(index) else {
            return Err(Fault::Usage(Error::usage(
                "the statement has a parameter without a name (`?`)",
                "write it as :name and give it with -p name=value",
            )));
        };
        names.push(name.trim_start_matches([':', '@', '$']).to_owned());
    }
    let known = match names.is_empty() {
        true => "the statement has no parameters".to_owned(),
        false => format!("the statement's parameters are: {}", names.join(", ")),
    };
    if let Some(argument) = arguments.iter().find(|argument| !names.contains(&argument.name)) {
        return Err(Fault::Usage(Error::usage(format!("the statement has no parameter `{}`", argument.name), known)));
    }
    for (index, name) in (1..).zip(&names) {
        // The last one wins, as with any other flag given twice.
        let Some(argument) = arguments.iter().rev().find(|argument| argument.name == *name) else {
            return Err(Fault::Usage(Error::usage(
                format!("the parameter `{name}` has no value"),
                format!("give it with -p {name}=VALUE; {known}"),
            )));
        };
        statement.raw_bind_parameter(index, &argument.value).map_err(Fault::Sqlite)?;
    }
    Ok(())
}
