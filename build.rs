//! Makes a change in `migrations/` or `sql/` rebuild the crate: the macros that read those folders do not notice one.
fn main() {
    for folder in ["migrations", "sql/query", "sql/store"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
