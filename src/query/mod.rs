//! Questions to the database: ready-made or ad hoc, always read-only, within limits of time and memory.

mod catalogue;
mod explain;
mod glossary;
mod guard;
mod header;
mod parameter;
mod reader;
mod search;

pub use catalogue::{CannedQuery, Catalogue};
pub use glossary::{Entry, glossary};
pub use guard::Limits;
pub use parameter::{Argument, Kind, Parameter, ad_hoc_arguments};
pub use reader::{Question, Reader};
pub use search::{SEARCH, search_expression};
