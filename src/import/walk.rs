//! Folders to files.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::error::{Error, Result};

/// One file to import.
///
/// ```
/// let found = plenary::import::walk(std::path::Path::new("-"))?;
/// assert!(found[0].is_named);
/// # Ok::<(), plenary::error::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where it is.
    pub path: PathBuf,
    /// Whether the user named the file itself, and not a folder that holds it.
    pub is_named: bool,
}

/// The file itself, or every file below a folder, sorted by path. Hidden files and folders are passed over, and links
/// to folders are not followed.
///
/// # Errors
/// [`Error::File`] when the path is not there or a folder cannot be read.
pub fn walk(path: &Path) -> Result<Vec<Found>> {
    if path == Path::new("-") || !path.is_dir() {
        if path != Path::new("-") {
            path.metadata().map_err(|error| Error::file(path, "cannot read", error))?;
        }
        return Ok(vec![Found { path: path.to_path_buf(), is_named: true }]);
    }
    let is_hidden = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with('.');
    let entries = WalkDir::new(path)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry.file_name()));
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| {
            let place = error.path().unwrap_or(path).to_path_buf();
            Error::file(place, "cannot read", error.into())
        })?;
        if entry.path().is_file() {
            files.push(Found { path: entry.into_path(), is_named: false });
        }
    }
    Ok(files)
}
