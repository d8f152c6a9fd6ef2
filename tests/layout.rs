//! The arrows between the rooms (ARCHITECTURE.md): every `use crate::` line and path is read, and one that is not in
//! the table fails.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, clippy::panic)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// Each room, and the rooms that it may name.
const ARROWS: [(&str, &[&str]); 7] = [
    ("import", &["record", "error"]),
    ("store", &["record", "error"]),
    ("query", &["store", "table", "error"]),
    ("export", &["table", "error"]),
    ("record", &[]),
    ("table", &[]),
    ("error", &[]),
];

/// How many lines a source file may have before it is asked which rooms are in it.
const LONGEST: usize = 400;

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    rust_files(&root)
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            (path.strip_prefix(&root).unwrap().to_path_buf(), text)
        })
        .collect()
}

/// The room of a file: its folder, or its name without the ending.
fn room_of(path: &Path) -> String {
    let first = path.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// The rooms that a text names behind `crate::`, also within braces; comments count, since links are arrows too.
fn named_rooms(text: &str) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    for (index, _) in text.match_indices("crate::") {
        let rest = &text[index + "crate::".len()..];
        let names: Vec<&str> = match rest.strip_prefix('{') {
            Some(list) => list.split('}').next().unwrap().split(',').collect(),
            None => vec![rest],
        };
        for name in names {
            let end = name.trim().find(|mark: char| !mark.is_alphanumeric() && mark != '_');
            rooms.insert(name.trim()[..end.unwrap_or(name.trim().len())].to_owned());
        }
    }
    rooms
}

#[test]
fn every_arrow_is_in_the_table() {
    let mut seen = BTreeSet::new();
    for (path, text) in sources() {
        let room = room_of(&path);
        if ["lib", "main", "cli", "command"].contains(&room.as_str()) {
            continue;
        }
        let allowed = ARROWS.iter().find(|(name, _)| *name == room).unwrap_or_else(|| panic!("no room {room}")).1;
        for named in named_rooms(&text) {
            assert!(named == room || allowed.contains(&named.as_str()), "{}: {room} names {named}", path.display());
            seen.insert(room.clone());
        }
    }
    assert!(seen.len() >= 2, "only {seen:?} name a room: the reader of this test is broken");
}

#[test]
fn clap_lives_in_cli_and_main_alone() {
    for (path, text) in sources() {
        let may = ["cli", "main"].contains(&room_of(&path).as_str());
        assert!(may || !text.contains("clap::"), "{} names clap", path.display());
    }
}

#[test]
fn nothing_below_command_prints_exits_or_reads_the_environment() {
    for (path, text) in sources() {
        if ["main", "cli", "command"].contains(&room_of(&path).as_str()) {
            continue;
        }
        for word in ["println!", "print!(", "std::process::exit", "env::var", "process::abort"] {
            assert!(!text.contains(word), "{} has {word}", path.display());
        }
    }
}

#[test]
fn no_sql_text_stands_in_the_source() {
    for (path, text) in sources() {
        let code = text.split("#[cfg(test)]").next().unwrap();
        for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
            for verb in ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "CREATE "] {
                assert!(!line.contains(&format!("\"{verb}")), "{}: {line}", path.display());
            }
        }
    }
}

#[test]
fn files_are_short_enough_to_read() {
    for (path, text) in sources() {
        let lines = text.lines().count();
        assert!(lines <= LONGEST, "{} has {lines} lines: which rooms are in it?", path.display());
    }
}

/// The steps of the tables that have landed, and the SHA-256 of each: databases hold them, so no byte may change.
const LANDED: [(&str, &str); 3] = [
    ("V1__programme.sql", "77196b75e06de6f72f772944da2c7e41955a2f345c2e9acef8d2751b6ff4dc05"),
    ("V2__views.sql", "c7c173940a391e4364ce85a145a3969b1815a297be68cd2bd89d310d5487586c"),
    ("V3__full_text.sql", "26210419579cae6fd698bfecd6821e6060e51d86d8ed88eb8336769fc15ce552"),
];

#[test]
fn a_landed_step_of_the_tables_is_never_touched() {
    for (name, sha256) in LANDED {
        let bytes = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(name)).unwrap();
        let digest: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(digest, sha256, "{name}: add the next step instead");
    }
}
