//! The programme of a conference in one SQLite file: import it, ask it in SQL, write the answers as spreadsheets.
//!
//! The journey of a paper is the layout of the crate: a file is read by [`import`] into a [`record`], [`store`] keeps
//! it, [`query`] asks for it, the answer is a [`table`], and [`export`] writes it.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod error;
pub mod export;
pub mod import;
pub mod query;
pub mod record;
pub mod store;
pub mod table;
