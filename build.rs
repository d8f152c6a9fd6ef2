//! Lists the ready-made questions of `sql/query/` for `src/query/catalogue.rs`, and makes a change in `migrations/` or
//! `sql/` rebuild the crate: the macros that read those folders do not notice one.

use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    for folder in ["migrations", "sql", "sql/query", "sql/store", "sql/explain"] {
        println!("cargo::rerun-if-changed={folder}");
    }
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let mut files: Vec<PathBuf> = fs::read_dir(root.join("sql/query"))
        .expect("the folder is part of the project")
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
        .collect();
    files.sort();
    let entries: String = files
        .iter()
        .map(|path| {
            let name = path.file_stem().and_then(|name| name.to_str()).expect("the names are ASCII");
            format!("    ({name:?}, include_str!({:?})),\n", path.display().to_string())
        })
        .collect();
    let out = env::var_os("OUT_DIR").expect("cargo sets it");
    fs::write(Path::new(&out).join("catalogue.rs"), format!("&[\n{entries}]\n")).expect("cargo made the folder");
}
