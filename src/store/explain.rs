//! SQLite's codes in words.

use std::path::Path;

use rusqlite::{ErrorCode, ffi};

use crate::error::Error;

/// What an error of SQLite means for this file, in words.
pub fn in_words(path: &Path, error: rusqlite::Error) -> Error {
    let Some(code) = error.sqlite_error() else { return Error::Sqlite(error) };
    let (reason, help) = match (code.code, code.extended_code) {
        (_, ffi::SQLITE_IOERR_SHMSIZE) | (ErrorCode::DiskFull, _) => {
            ("the disk is full", "free some space and run the same command again: files that were finished are safe")
        }
        (ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt, _) => {
            ("is damaged: SQLite cannot read it", "restore it from a copy, or import again into a new file")
        }
        (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _) => {
            ("another program has been writing to it all the time", "wait for it to finish and run the command again")
        }
        (_, super::READONLY_DIRECTORY) => (
            "an import into it has not finished, and its folder cannot be written to",
            "copy the database and the files named like it to another folder",
        ),
        (ErrorCode::ReadOnly, _) => ("cannot be written to", "copy it, or choose another file with --db"),
        (ErrorCode::CannotOpen, _) => ("cannot be opened", "its permissions or its folder do not allow it"),
        (ErrorCode::SystemIoFailure, _) => {
            ("the disk or its folder failed while it was in use", "copy what can be copied, and check the disk")
        }
        _ => return Error::Sqlite(error),
    };
    Error::Database { path: path.to_path_buf(), reason: reason.to_owned(), help: help.to_owned() }
}
