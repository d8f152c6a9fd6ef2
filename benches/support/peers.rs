//! Other ways to the same tables, where they are installed.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, clippy::panic)]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// One rival.
pub struct Peer {
    pub name: &'static str,
    /// The ratio that plenary has to stay below.
    pub target: &'static str,
    kind: Kind,
}

#[derive(Clone, Copy)]
enum Kind {
    Shell,
    SqliteUtils,
    DuckDb,
}

/// Those that can be run here; the others are named.
pub fn installed() -> Vec<Peer> {
    let all = [
        Peer { name: "sqlite3 .import of ready-made CSV", target: "1", kind: Kind::Shell },
        Peer { name: "sqlite-utils", target: "0.33", kind: Kind::SqliteUtils },
        Peer { name: "DuckDB, which indexes no full text", target: "none", kind: Kind::DuckDb },
    ];
    let is_there = |peer: &Peer| {
        let mut command = match peer.kind {
            Kind::Shell => Command::new("sqlite3"),
            Kind::SqliteUtils => python("sqlite_utils"),
            Kind::DuckDb => python("duckdb"),
        };
        if matches!(peer.kind, Kind::Shell) {
            command.arg("--version");
        }
        command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    };
    let (here, missing): (Vec<Peer>, Vec<Peer>) = all.into_iter().partition(is_there);
    missing.iter().for_each(|peer| println!("{} is not installed: its comparison is left out", peer.name));
    here
}

fn python(module: &str) -> Command {
    let mut command = Command::new("python3");
    command.args(["-c", &format!("import {module}")]);
    command
}

impl Peer {
    /// The command that makes the database of these files.
    pub fn command(&self, files: &[PathBuf], database: &Path) -> Command {
        let script = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/support").join(name);
        match self.kind {
            Kind::Shell => {
                // The CSV is made before; only its import is timed.
                let folder = database.with_extension("csv");
                std::fs::create_dir_all(&folder).unwrap();
                let mut writer = Command::new(std::env::current_exe().unwrap());
                assert!(writer.arg("csv").arg(&folder).args(files).status().unwrap().success());
                let mut command = Command::new("sqlite3");
                command.current_dir(&folder).arg(database).arg(format!(".read {}", script("shell.sql").display()));
                command
            }
            Kind::SqliteUtils | Kind::DuckDb => {
                let name = if matches!(self.kind, Kind::DuckDb) { "duck.py" } else { "utils.py" };
                let mut command = Command::new("python3");
                command.arg(script(name)).arg(database).args(files);
                command
            }
        }
    }
}
