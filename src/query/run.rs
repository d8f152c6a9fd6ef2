//! Asking: one statement, its arguments, and its rows as they come.

use std::ops::ControlFlow;

use rusqlite::Statement;
use rusqlite::types::ValueRef;

use super::explain;
use super::guard::Reader;
use super::lexer::{Kind, tokens};
use super::parameter::{Argument, Value, check_once};
use crate::error::{Error, Result};
use crate::table::{Cell, Column};

/// One statement to ask, and what messages call the place that it stands in.
///
/// ```
/// let question = plenary::query::Question::new("query", "SELECT 1 AS one");
/// assert_eq!(question.sql, "SELECT 1 AS one");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question<'a> {
    /// Where the statement stands: `query` for the command line, a file, the name of a canned query.
    pub label: &'a str,
    /// The statement.
    pub sql: &'a str,
}

impl<'a> Question<'a> {
    /// A question that messages call by its label.
    pub fn new(label: &'a str, sql: &'a str) -> Self {
        Self { label, sql }
    }
}

/// What a question yields and what it asks for, known without running it.
///
/// ```
/// use plenary::query::{Limits, Question, Reader};
///
/// let reader = Reader::new(rusqlite::Connection::open_in_memory()?, Limits::default())?;
/// let shape = reader.describe(&Question::new("query", "SELECT :year + 1 AS next"))?;
/// assert_eq!(shape.columns[0].name, "next");
/// assert_eq!(shape.parameters, ["year"]);
/// # Ok::<(), plenary::error::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// The columns of the answer.
    pub columns: Vec<Column>,
    /// The names of the parameters, without the mark before them, each once, in the order of the statement.
    pub parameters: Vec<String>,
}

impl Reader {
    /// Asks, and hands over the columns once and then each row. What `on_columns` made travels through every
    /// `on_row`, which ends the question early with [`ControlFlow::Break`].
    ///
    /// Text comes as the bytes that the database holds, and lives as long as its row.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    ///
    /// use plenary::query::{Assignment, Limits, Question, Reader};
    /// use plenary::table::Cell;
    ///
    /// let reader = Reader::new(rusqlite::Connection::open_in_memory()?, Limits::default())?;
    /// let question = Question::new("query", "SELECT upper(:name) AS name");
    /// let arguments = [Assignment::parse("name=glide")?.by_shape()];
    /// let names = reader.run(
    ///     &question,
    ///     &arguments,
    ///     |columns| Ok(vec![columns[0].name.clone()]),
    ///     |names, row| {
    ///         if let [Cell::Text(name)] = row {
    ///             names.push(String::from_utf8_lossy(name).into_owned());
    ///         }
    ///         Ok(ControlFlow::Continue(()))
    ///     },
    /// )?;
    /// assert_eq!(names, ["name", "GLIDE"]);
    /// # Ok::<(), plenary::error::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Statement`] when the statement is not SQL, does more than read or takes too much memory;
    /// [`Error::Usage`] when the arguments are not those that it asks for; [`Error::TimeLimit`] and
    /// [`Error::Interrupted`] when it was stopped; [`Error::Database`] when the file fails; and whatever the two
    /// functions return.
    pub fn run<T>(
        &self,
        question: &Question<'_>,
        arguments: &[Argument],
        on_columns: impl FnOnce(&[Column]) -> Result<T>,
        mut on_row: impl FnMut(&mut T, &[Cell<'_>]) -> Result<ControlFlow<()>>,
    ) -> Result<T> {
        let clock = self.clock.wind(self.limits.seconds);
        let in_words = |error| explain::statement(self, question, error);
        let mut statement = self.prepare(question)?;
        bind(&mut statement, arguments)?;
        let columns = columns(&statement).map_err(in_words)?;
        let mut result = clock.outside(|| on_columns(&columns))?;
        let mut rows = statement.raw_query();
        let mut unused = Vec::with_capacity(columns.len());
        while let Some(row) = rows.next().map_err(in_words)? {
            let mut cells = unused;
            for index in 0..columns.len() {
                cells.push(cell(row.get_ref(index).map_err(in_words)?));
            }
            let flow = clock.outside(|| on_row(&mut result, &cells))?;
            unused = emptied(cells);
            if flow.is_break() {
                break;
            }
        }
        Ok(result)
    }

    /// What a question yields and asks for. It is prepared and not run.
    ///
    /// # Errors
    /// [`Error::Statement`] when the statement is not SQL or does more than read; [`Error::Usage`] when a parameter
    /// has no name.
    pub fn describe(&self, question: &Question<'_>) -> Result<Shape> {
        let _clock = self.clock.wind(self.limits.seconds);
        let statement = self.prepare(question)?;
        let columns = columns(&statement).map_err(|error| explain::statement(self, question, error))?;
        let mut parameters: Vec<String> = Vec::new();
        for name in parameters_of(&statement)? {
            if !parameters.contains(&name) {
                parameters.push(name);
            }
        }
        Ok(Shape { columns, parameters })
    }

    /// The statement of a question, prepared; nothing but one statement that reads gets through.
    fn prepare(&self, question: &Question<'_>) -> Result<Statement<'_>> {
        let sql = only_statement(question)?;
        let statement = self.connection.prepare(sql).map_err(|error| explain::statement(self, question, error))?;
        // The authorizer is not asked about what has nothing to do: DROP TABLE IF EXISTS nothing.
        if statement.column_count() == 0 || !statement.readonly() {
            return Err(explain::not_a_question());
        }
        Ok(statement)
    }
}

/// The text up to the end of its first statement, when there is one and nothing follows. What follows is not even
/// prepared.
fn only_statement<'a>(question: &Question<'a>) -> Result<&'a str> {
    let Question { sql, .. } = *question;
    let refuse = |reason: &str, offset: Option<usize>, help: &str| Error::Statement {
        reason: reason.to_owned(),
        excerpt: offset.map(|offset| explain::excerpt(question, offset)),
        help: help.to_owned(),
    };
    if let Some(offset) = sql.find('\0') {
        let help = "SQLite would silently leave out what follows; remove the character";
        return Err(refuse("the statement holds a NUL character", Some(offset), help));
    }
    let mut tokens = tokens(sql).skip_while(|token| token.kind == Kind::Semicolon);
    if tokens.next().is_none() {
        return Err(refuse("there is no statement", None, "write one, such as SELECT title FROM papers"));
    }
    let Some(end) = tokens.find(|token| token.kind == Kind::Semicolon).map(|semicolon| semicolon.end()) else {
        return Ok(sql);
    };
    match tokens.find(|token| token.kind != Kind::Semicolon) {
        Some(second) => Err(refuse(
            "there is more than one statement",
            Some(second.start),
            "ask one question at a time; a text goes in single quotes",
        )),
        None => Ok(sql.get(..end).unwrap_or(sql)),
    }
}

fn columns(statement: &Statement<'_>) -> rusqlite::Result<Vec<Column>> {
    (0..statement.column_count()).map(|index| statement.column_name(index).map(Column::named)).collect()
}

/// The name of each parameter, by its number; a name may stand there twice, as `:year` and as `@year`.
fn parameters_of(statement: &Statement<'_>) -> Result<Vec<String>> {
    let name = |index| {
        let name = statement.parameter_name(index).and_then(|name| name.get(1..));
        name.map(str::to_owned).ok_or_else(|| {
            Error::usage("the statement has a parameter without a name", "write :name instead of ?, then -p name=value")
        })
    };
    (1..=statement.parameter_count()).map(name).collect()
}

fn bind(statement: &mut Statement<'_>, arguments: &[Argument]) -> Result<()> {
    let names = parameters_of(statement)?;
    check_once(arguments.iter().map(|argument| argument.name.as_str()))?;
    let list = || match names.as_slice() {
        [] => "the statement has no parameters; they are written :name".to_owned(),
        _ => {
            let mut shown: Vec<&str> = names.iter().map(String::as_str).collect();
            shown.dedup();
            format!("the statement's parameters: {}; give each with -p name=value", shown.join(", "))
        }
    };
    for Argument { name, .. } in arguments {
        if !names.contains(name) {
            return Err(Error::usage(format!("the statement has no parameter `{name}`"), list()));
        }
    }
    for (index, name) in names.iter().enumerate() {
        let Some(argument) = arguments.iter().find(|argument| argument.name == *name) else {
            return Err(Error::usage(format!("the parameter `{name}` has no value"), list()));
        };
        match &argument.value {
            Value::Null => statement.raw_bind_parameter(index + 1, rusqlite::types::Null),
            Value::Integer(number) => statement.raw_bind_parameter(index + 1, number),
            Value::Real(number) => statement.raw_bind_parameter(index + 1, number),
            Value::Text(text) => statement.raw_bind_parameter(index + 1, text),
        }
        .map_err(|error| match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::TooBig) => {
                Error::usage(format!("the parameter `{name}` is larger than 1 MB"), "give it less")
            }
            _ => Error::Sqlite(error),
        })?;
    }
    Ok(())
}

fn cell(value: ValueRef<'_>) -> Cell<'_> {
    match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::Integer(number),
        ValueRef::Real(number) => Cell::Real(number),
        ValueRef::Text(text) => Cell::Text(text),
        ValueRef::Blob(bytes) => Cell::Blob(bytes),
    }
}

/// The same memory without the cells, for the next row.
fn emptied<'next>(mut cells: Vec<Cell<'_>>) -> Vec<Cell<'next>> {
    cells.clear();
    // Nothing is there to be mapped; collecting in place keeps the allocation.
    cells.into_iter().map(|_| Cell::Null).collect()
}
