//! How fast files come in, as ratios in one run: `cargo bench --bench import -- [PAPERS…]` (100000 unless told otherwise).
//!
//! The work is the same for all: title, abstract, authors with positions, conference, unique people, foreign keys, both
//! join indexes, a full-text index. The sets are the 30 shared files of paperlists, where `PLENARY_SHARED` names them, and
//! generated files of the same layout. The rivals are the floor (`support/floor.rs`) and, when they are installed and the
//! set is of 200,000 papers at most, the `sqlite3` shell with ready-made CSV, sqlite-utils and DuckDB.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, clippy::panic)]

#[path = "support/floor.rs"]
mod floor;
#[path = "support/peers.rs"]
mod peers;
mod support;

use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use plenary::record::Record;
use support::{compare, programme, run};

const PLENARY: &str = env!("CARGO_BIN_EXE_plenary");

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["floor", database, ..] => return floor::import(&words[2..], Path::new(database)),
        ["csv", folder, ..] => return floor::write_csv(&words[2..], Path::new(folder)),
        ["hash", database, ..] => return floor::hash(&words[2..], Path::new(database)),
        _ => {}
    }
    if let Some(folder) = std::env::var_os("PLENARY_SHARED") {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join("corpus/paperlists");
        let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        measure("30 files of paperlists", &files, 9);
    }
    let sizes: Vec<usize> = words.iter().filter_map(|word| word.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![100_000] } else { sizes };
    for papers in &sizes {
        measure(&format!("{papers} papers"), &[generated(*papers)], if *papers > 200_000 { 3 } else { 5 });
    }
    if let [small, .., large] = sizes.as_slice() {
        per_paper(*small, *large);
    }
    small_into_large(*sizes.last().unwrap());
    again();
}

/// A file of so many papers in the layout of paperlists, made once and kept below `target/`.
fn generated(papers: usize) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("plen2022-{papers}.json"));
    if path.exists() {
        return path;
    }
    let half = path.with_extension("half");
    let mut file = BufWriter::new(fs::File::create(&half).unwrap());
    let mut between = "[\n";
    for record in programme(papers) {
        let Record::Paper(paper) = record else { continue };
        let names: Vec<&str> = paper.authors.iter().map(|author| author.name.as_str()).collect();
        let row = serde_json::json!({
            "title": paper.title, "author": names.join(";"), "abstract": paper.abstract_text, "status": "Poster",
        });
        write!(file, "{between}{row}").unwrap();
        between = ",\n";
    }
    file.write_all(b"\n]\n").unwrap();
    file.into_inner().unwrap();
    fs::rename(half, &path).unwrap();
    path
}

fn scratch(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_file(&path);
    path
}

fn import(files: &[PathBuf], database: &Path) -> Command {
    let mut command = Command::new(PLENARY);
    command.args(["import", "--db"]).arg(database).args(files);
    command
}

fn measure(label: &str, files: &[PathBuf], runs: usize) {
    let ours = || import(files, &scratch("ours.db"));
    compare(&format!("{label}: over the floor (target 1.3)"), runs, ours, || {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.arg("floor").arg(scratch("floor.db")).args(files);
        command
    });
    // The slow ones would take the better part of an hour.
    let peers = if runs > 3 { peers::installed() } else { Vec::new() };
    for peer in peers {
        let (name, target) = (peer.name, peer.target);
        compare(&format!("{label}: over {name} (target {target})"), runs.min(3), ours, || {
            peer.command(files, &scratch("peer.db"))
        });
    }
}

/// The time for a paper of many over that for a paper of few.
fn per_paper(small: usize, large: usize) {
    let time = |papers: usize| {
        let files = [generated(papers)];
        let mut times: Vec<f64> =
            (0..3).map(|_| run(&mut import(&files, &scratch("ours.db"))).wall.as_secs_f64() / papers as f64).collect();
        times.sort_by(f64::total_cmp);
        times[1]
    };
    println!("time for a paper of {large}, over one of {small} (target 1.3): {:.2}", time(large) / time(small));
}

/// One page into a large database, over the same page into an empty one.
fn small_into_large(papers: usize) {
    let large = scratch("large.db");
    run(&mut import(&[generated(papers)], &large));
    let empty = scratch("empty.db");
    let page = |number: usize| {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("page-{number}.json"));
        let papers: Vec<serde_json::Value> = (0..15)
            .map(|index| {
                let names: Vec<String> = (0..5).map(|place| support::name(number * 75 + index * 5 + place)).collect();
                serde_json::json!({
                    "title": format!("A page of its own {number} {index}"), "author": names.join(";"),
                    "abstract": "Some words that are said of it. ".repeat(30), "session": format!("Session {number}"),
                })
            })
            .collect();
        fs::write(&path, serde_json::to_vec(&papers).unwrap()).unwrap();
        path
    };
    run(&mut import(&[page(0)], &empty));
    let (mut next, mut other) = (0, 0);
    compare(
        &format!("a page of 15 papers into {papers}, over the same into a few (target 3)"),
        21,
        || {
            next += 1;
            import(&[page(next)], &large)
        },
        || {
            other += 1;
            import(&[page(other)], &empty)
        },
    );
}

/// A programme of 1,000 papers again: as it was, over hashing its files and opening the database; and with one page that
/// changed, over the same with one page that is new.
fn again() {
    let folder = scratch_folder("again");
    let write = |page: usize, room: usize| {
        let mut text = format!("Session\nSession {page}\nRoom {room}\nModerator: Ana Ruiz\n");
        for paper in 0..15 {
            let names: Vec<String> = (0..5).map(|place| support::name(page * 75 + paper * 5 + place)).collect();
            let title = format!("Matters of Number {page} and {paper}");
            text += &format!("{title}\n{}\n{}\n", names.join(" · "), "Some words that are said of it. ".repeat(30));
        }
        fs::write(folder.join(format!("{page:04}.txt")), text).unwrap();
    };
    (0..67).for_each(|page| write(page, 1));
    let database = scratch("again.db");
    let pages = [folder.clone()];
    run(&mut import(&pages, &database));
    let files: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    compare(
        "1,000 papers again, over hashing their files and a start (target 1)",
        41,
        || import(&pages, &database),
        || {
            let mut command = Command::new(std::env::current_exe().unwrap());
            command.arg("hash").arg(&database).args(&files);
            command
        },
    );
    let (mut room, mut page) = (1, 100);
    compare(
        "1,000 papers with one page changed, over the same with one page new (target 1.2)",
        21,
        || {
            room += 1;
            write(0, room);
            import(&pages, &database)
        },
        || {
            page += 1;
            write(page, 1);
            import(&pages, &database)
        },
    );
}

fn scratch_folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}
