//! Makes a change in `migrations/` or `sql/` rebuild the crate, because the macros that read those folders do not
//! notice one, and lists the canned queries of `sql/query/` for `src/query/catalogue.rs`.
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    for folder in ["migrations", "sql"] {
        println!("cargo::rerun-if-changed={folder}");
    }
    let root = variable("CARGO_MANIFEST_DIR")?;
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(root.join("sql/query"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "sql") {
            files.push(path);
        }
    }
    files.sort_by_cached_key(|path| path.file_stem().map(|name| name.to_os_string()));
    let rows: String = files.iter().map(|path| row(path)).collect();
    fs::write(variable("OUT_DIR")?.join("shipped_queries.rs"), format!("&[\n{rows}]\n"))
}

/// The name and the text of one canned query, as a pair for the table of all.
fn row(path: &Path) -> String {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    format!("    ({name:?}, include_str!({:?})),\n", path.to_string_lossy())
}

/// A folder that cargo names.
fn variable(name: &str) -> io::Result<PathBuf> {
    env::var_os(name).map(PathBuf::from).ok_or_else(|| io::Error::other(format!("cargo sets no {name}")))
}
