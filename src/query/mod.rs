//! Questions to a database: SQL that can only read, canned queries with typed parameters, and full-text search.
//!
//! A [`Reader`] holds the connection behind the guard; [`Reader::run`] hands the answer over row by row. What to ask
//! comes from the user ([`Question::new`]), from the [`Catalogue`] or from [`search_expression`].

mod catalogue;
mod clock;
mod explain;
mod glossary;
mod guard;
mod header;
mod lexer;
mod nearest;
mod parameter;
mod run;
mod search;

pub use catalogue::{CannedQuery, Catalogue};
pub use clock::Clock;
pub use glossary::{Entry, glossary};
pub use guard::{Limits, Reader};
pub use header::Header;
pub use parameter::{Argument, Assignment, Kind, Parameter, Preset, Value};
pub use run::{Question, Shape};
pub use search::search_expression;
