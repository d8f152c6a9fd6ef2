//! A programme made from a seed, and the timing of whole processes in turn.
#![allow(dead_code, missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, clippy::panic)]

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use plenary::record::{
    AuthorRecord, ConferenceRecord, PaperRecord, PersonName, PresentationRecord, Record, SessionKey, SessionRecord,
};
use plenary::store::{Source, Store};

/// Numbers that look random and are the same on every machine (SplitMix64).
pub struct Numbers(u64);

impl Numbers {
    pub fn from_seed(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `end`, `end` left out.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// As [`Numbers::below`], small numbers far more often: few people write many papers.
    pub fn skewed_below(&mut self, end: usize) -> usize {
        let unit = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        ((end as f64).powf(unit) - 1.0) as usize
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

const SYLLABLES: [&str; 24] = [
    "an", "ba", "chen", "da", "el", "fei", "gu", "ha", "in", "jo", "ka", "li", "mar", "no", "or", "pe", "qi", "ra",
    "san", "to", "ul", "vi", "wen", "zé",
];
const WORDS: [&str; 32] = [
    "adaptive",
    "bounds",
    "causal",
    "data",
    "estimation",
    "for",
    "graphs",
    "hierarchical",
    "in",
    "joint",
    "kernels",
    "learning",
    "models",
    "networks",
    "of",
    "priors",
    "quantized",
    "robust",
    "sampling",
    "transport",
    "under",
    "variational",
    "with",
    "wasserstein",
    "and",
    "deep",
    "gradient",
    "optimal",
    "representations",
    "sparse",
    "the",
    "towards",
];

/// A name of two to four words, the same for the same number.
pub fn name(number: usize) -> String {
    let mut numbers = Numbers::from_seed(number as u64 ^ 0xa5a5);
    let mut word = |syllables: usize| -> String {
        let text: String = (0..syllables).map(|_| numbers.pick(&SYLLABLES)).collect();
        let mut letters = text.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
    };
    let family = word(3);
    format!("{} {family}", word(2))
}

fn text(numbers: &mut Numbers, words: usize) -> String {
    let mut text = String::new();
    for index in 0..words {
        let word = numbers.pick(&WORDS);
        if index == 0 {
            text.push_str(&word[..1].to_uppercase());
            text.push_str(&word[1..]);
        } else {
            text.push(' ');
            text.push_str(word);
        }
    }
    text
}

/// The records of a conference: sessions of 15 papers, about 5 authors each, abstracts of about 1,000 characters.
pub fn programme(papers: usize) -> impl Iterator<Item = Record> {
    let people = papers.max(10);
    let mut numbers = Numbers::from_seed(papers as u64);
    (0..papers).flat_map(move |index| {
        let key = SessionKey((index / 15 + 1) as u32);
        let session = (index % 15 == 0).then(|| {
            Record::Session(SessionRecord {
                line: index as u64 + 1,
                key,
                title: format!("{} {}", text(&mut numbers, 3), key.0),
                room: Some(format!("Room {}", 300 + numbers.below(40))),
                ..SessionRecord::default()
            })
        });
        let authors = (0..2 + numbers.below(7))
            .map(|_| AuthorRecord {
                name: PersonName::literal(name(numbers.skewed_below(people))),
                affiliation: None,
                orcid: None,
            })
            .collect();
        let paper = Record::Paper(PaperRecord {
            line: index as u64 + 1,
            title: format!("{} {index}", text(&mut numbers, 8)),
            authors,
            abstract_text: Some(format!("{}.", text(&mut numbers, 150))),
            presentations: vec![PresentationRecord { session: key, ..PresentationRecord::default() }],
            ..PaperRecord::default()
        });
        session.into_iter().chain([paper])
    })
}

/// A database with such a conference, made once and kept below `target/`.
pub fn database(papers: usize) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let path = folder.join(format!("programme-{papers}.db"));
    if path.exists() && plenary::store::open_read_only(&path).is_ok() {
        return path;
    }
    let _ = fs::remove_file(&path);
    let mut store = Store::open(&path).expect("the folder of the benchmark can be written to");
    let source = Source {
        path: "-".into(),
        format: "generated".into(),
        rank: 7,
        conference: Some(ConferenceRecord::parse("PLEN 2022")),
    };
    let mut writer = store.writer(source).expect("nobody else writes there");
    for record in programme(papers) {
        writer.insert(&record).expect("a generated record is sound");
    }
    writer.commit(0, "").expect("the disk has room");
    path
}

/// What one run of a process took.
#[derive(Clone, Copy)]
pub struct Run {
    pub wall: Duration,
    /// Peak resident memory in KiB, sampled from /proc; 0 where there is none.
    pub peak: u64,
    /// Bytes on standard output.
    pub bytes: u64,
}

/// Runs a command to its end and reads its output away.
pub fn run(command: &mut Command) -> Run {
    let started = Instant::now();
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the command is there");
    let status = format!("/proc/{}/status", child.id());
    let mut output = child.stdout.take().expect("it is piped");
    let reader = std::thread::spawn(move || {
        let mut buffer = vec![0; 1 << 16];
        let mut bytes = 0;
        while let Ok(read @ 1..) = output.read(&mut buffer) {
            bytes += read as u64;
        }
        bytes
    });
    let mut peak = 0;
    let status_code = loop {
        peak = peak.max(peak_of(&status));
        match child.try_wait().expect("it is our child") {
            Some(code) => break code,
            None => std::thread::sleep(Duration::from_micros(200)),
        }
    };
    let wall = started.elapsed();
    // 3 is done, with findings.
    assert!(matches!(status_code.code(), Some(0 | 3)), "{command:?} failed");
    Run { wall, peak, bytes: reader.join().expect("the reader does not panic") }
}

fn peak_of(status: &str) -> u64 {
    let text = fs::read_to_string(status).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
}

/// Runs two commands in turn and prints the median ratio of their times, the first over the second.
pub fn compare(label: &str, runs: usize, mut ours: impl FnMut() -> Command, mut theirs: impl FnMut() -> Command) {
    run(&mut ours());
    run(&mut theirs());
    let pairs: Vec<(Run, Run)> = (0..runs).map(|_| (run(&mut ours()), run(&mut theirs()))).collect();
    let mut ratios: Vec<f64> = pairs.iter().map(|(a, b)| a.wall.as_secs_f64() / b.wall.as_secs_f64()).collect();
    ratios.sort_by(f64::total_cmp);
    let median = |pick: &dyn Fn(&(Run, Run)) -> f64| {
        let mut values: Vec<f64> = pairs.iter().map(pick).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    println!(
        "{label}: {:.2} (from {:.2} to {:.2}); {:.1} ms against {:.1} ms; {:.1} MB against {:.1} MB; {} and {} bytes",
        ratios[ratios.len() / 2],
        ratios[0],
        ratios[ratios.len() - 1],
        median(&|pair| pair.0.wall.as_secs_f64() * 1e3),
        median(&|pair| pair.1.wall.as_secs_f64() * 1e3),
        median(&|pair| pair.0.peak as f64 / 1024.0),
        median(&|pair| pair.1.peak as f64 / 1024.0),
        pairs[0].0.bytes,
        pairs[0].1.bytes,
    );
}
