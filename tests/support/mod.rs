//! What the runners share.
#![allow(dead_code)]

use std::fs;
use std::path::{Path, PathBuf};

use plenary::import::{Context, Input, format_named};
use plenary::record::ConferenceRecord;
use plenary::store::{Source, Store};

/// Imports a session page; every record must be taken in.
pub fn import(store: &mut Store, path: &Path, conference: &str) {
    let context = Context { conference: Some(ConferenceRecord::parse(conference)), ..Context::default() };
    let mut input = Input::open(path).unwrap();
    let sha256 = input.take_fingerprint().sha256().unwrap();
    let source = Source {
        path: path.display().to_string(),
        format: "session-page".into(),
        rank: 7,
        conference: context.conference.clone(),
    };
    let records = (format_named("session-page").unwrap().records)(input, &context).unwrap();
    let mut writer = store.writer(source).unwrap();
    for record in records {
        writer.insert(&record.unwrap_or_else(|error| panic!("{error}"))).unwrap();
    }
    writer.commit(0, &sha256).unwrap();
}

/// Compares a text with the golden file; with `PLENARY_BLESS` set, writes the file instead.
pub fn compare(golden: &Path, found: &str) {
    if std::env::var_os("PLENARY_BLESS").is_some() {
        fs::write(golden, found).unwrap();
        return;
    }
    let expected = fs::read_to_string(golden)
        .unwrap_or_else(|error| panic!("{}: {error}; PLENARY_BLESS=1 cargo test writes it", golden.display()));
    assert!(
        expected == found,
        "{} differs; PLENARY_BLESS=1 cargo test writes it anew\n--- expected\n{expected}\n--- found\n{found}",
        golden.display()
    );
}

/// The folder of shared data, or `None` with a word that the test was skipped.
///
/// # Panics
/// When `PLENARY_SHARED` is set and nothing is there.
pub fn shared(part: &str) -> Option<PathBuf> {
    let Some(folder) = std::env::var_os("PLENARY_SHARED") else {
        eprintln!("skipped: PLENARY_SHARED is not set, so there is no shared {part}");
        return None;
    };
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join(part);
    assert!(path.exists(), "PLENARY_SHARED is set, and {} is not there", path.display());
    Some(path)
}
