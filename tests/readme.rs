//! Every command of the README is run, and prints what the README says. `PLENARY_BLESS=1 cargo test` writes the
//! outputs anew.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

/// Commands that build or test the project itself; whoever runs this test runs them.
const BUILDS: [&str; 2] = ["cargo test", "cargo install --path ."];

/// Runs one line in a shell, `plenary` being this build, and gives all that a terminal would show.
fn run(line: &str, folder: &Path) -> String {
    let binary = Path::new(env!("CARGO_BIN_EXE_plenary"));
    let line = line.replace("cargo run --release --", "plenary");
    let path = format!("{}:{}", binary.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let output = Command::new("sh")
        .arg("-c")
        .arg(format!("{{ {line}\n}} 2>&1"))
        .current_dir(folder)
        .env("PATH", path)
        .env_remove("PLENARY_DB")
        .env_remove("PLENARY_QUERIES")
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_command_prints_what_the_readme_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for part in ["programme", "import/miniconf", "import/miniconf-sessions"] {
        copy(&root.join("fixtures").join(part), &folder.path().join("fixtures").join(part));
    }
    let (mut found, mut is_console, mut skip, mut commands) = (String::new(), false, false, 0);
    for line in readme.lines() {
        if line.starts_with("```") {
            is_console = line == "```console";
            skip = false;
        }
        if let Some(command) = line.strip_prefix("$ ").filter(|_| is_console) {
            found.push_str(&format!("{line}\n"));
            skip = true;
            if !BUILDS.contains(&command) {
                commands += 1;
                found.push_str(&run(command, folder.path()).replace("\r\n", "\n"));
            }
        } else if !skip {
            found.push_str(&format!("{line}\n"));
        }
    }
    assert!(commands >= 8, "only {commands} commands were found: the reader of this test is broken");
    support::compare(&root.join("README.md"), &found);
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}
