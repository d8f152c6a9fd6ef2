//! Whether a file is a plenary database, from its first 100 bytes, before SQLite sees it.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use super::{explain, migrate};
use crate::error::{Error, Result};

/// "plen" in ASCII, at byte 68 of the file (migrations/V1__programme.sql).
const APPLICATION_ID: u32 = 1_886_152_046;

/// The first 16 bytes of every SQLite file (sqlite.org/fileformat2.html, 1.3).
const MAGIC: &[u8] = b"SQLite format 3\0";

/// Whether something is there; broken links are something.
///
/// # Errors
/// [`Error::File`] when the folder cannot be looked into.
pub fn exists(path: &Path) -> Result<bool> {
    match path.symlink_metadata() {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let folder = path.parent().unwrap_or(path);
            if folder.is_dir() { Ok(false) } else { Err(Error::file(folder, "there is no such folder", error)) }
        }
        Err(error) => Err(Error::file(path, "cannot open", error)),
    }
}

/// Refuses everything that is not a plenary database of this version or an older one.
///
/// # Errors
/// [`Error::Database`] with what the file is instead; [`Error::File`] when it cannot be read.
pub fn check(path: &Path) -> Result<()> {
    let refuse = |reason: &str, help: &str| {
        Err(Error::Database { path: path.to_path_buf(), reason: reason.to_owned(), help: help.to_owned() })
    };
    let unreadable = |error| Error::file(path, "cannot open", error);
    let metadata = path.metadata().map_err(unreadable)?;
    if metadata.is_dir() {
        return refuse("is a folder, not a database", "name a file in it, such as programme.db");
    }
    // Opening a pipe would wait for its other end.
    if !metadata.is_file() {
        return refuse("is not a regular file", "choose another file with --db");
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(100).read_to_end(&mut bytes)).map_err(unreadable)?;
    if bytes.is_empty() {
        return refuse("is empty, so it is no database", "remove it, or choose another file with --db");
    }
    if !bytes.starts_with(MAGIC) {
        let is_text = bytes.iter().all(|byte| *byte >= b' ' || byte.is_ascii_whitespace());
        return match is_text {
            true => refuse("is a text file, not a database", "to ask a programme file directly, use --from PATH"),
            false => {
                refuse("is not an SQLite database", "it may be encrypted, or of another program; choose another file")
            }
        };
    }
    let number = |offset: usize| {
        bytes.get(offset..offset + 4).and_then(|four| four.try_into().ok()).map_or(0, u32::from_be_bytes)
    };
    if bytes.len() < 100 {
        return refuse("is damaged: it ends within its first 100 bytes", "restore it from a copy, or import again");
    }
    if number(68) != APPLICATION_ID {
        return refuse(
            "is an SQLite database of another program",
            "plenary reads and writes only its own; choose another file with --db",
        );
    }
    if number(60) > migrate::newest() {
        return Err(migrate::newer(path, number(60)));
    }
    // The page count in the header holds when the change counter stands at both of its places.
    let page_size =
        u64::from(bytes.get(16..18).map_or(0, |two| two.iter().fold(0u32, |sum, byte| sum << 8 | u32::from(*byte))));
    let page_size = if page_size == 1 { 65_536 } else { page_size };
    if number(24) == number(92) && metadata.len() < page_size * u64::from(number(28)) {
        return refuse("is damaged: the file is shorter than it says", "restore it from a copy, or import again");
    }
    // Without a write-ahead log nobody is at work there, and the file alone is the whole database: a look at its
    // schema that leaves no file beside it tells whether it is sound enough to open.
    if !super::has_log(path) {
        super::open_immutable(path).map_err(|error| explain::in_words(path, error))?;
    }
    Ok(())
}
