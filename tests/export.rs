//! Every output format against its goldens, and what no golden can hold: files, pipes and terminals.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::cell::RefCell;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use plenary::error::{Error, Result};
use plenary::export::{self, FORMATS, Options, Receipt, Sink};
use plenary::table::{Cell, Column};
use serde_json::Value;

#[path = "export/file.rs"]
mod file;
#[path = "export/terminal.rs"]
mod terminal;

/// A value that a test owns and a writer borrows.
enum Owned {
    Null,
    Integer(i64),
    Real(f64),
    Text(Vec<u8>),
    Blob(Vec<u8>),
}

impl Owned {
    fn from_json(value: &Value) -> Self {
        let bytes = |hex: &Value| {
            let hex = hex.as_str().unwrap().as_bytes();
            hex.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
        };
        match value {
            Value::Null => Owned::Null,
            Value::Number(number) => {
                number.as_i64().map_or_else(|| Owned::Real(number.as_f64().unwrap()), Owned::Integer)
            }
            Value::String(text) => Owned::Text(text.clone().into_bytes()),
            Value::Object(object) => match object.iter().next().unwrap() {
                (key, hex) if key == "blob" => Owned::Blob(bytes(hex)),
                (key, hex) if key == "bytes" => Owned::Text(bytes(hex)),
                (_, real) => Owned::Real(real.as_str().unwrap().parse().unwrap()),
            },
            other => panic!("no cell is written as {other}"),
        }
    }

    fn cell(&self) -> Cell<'_> {
        match self {
            Owned::Null => Cell::Null,
            Owned::Integer(value) => Cell::Integer(*value),
            Owned::Real(value) => Cell::Real(*value),
            Owned::Text(text) => Cell::Text(text),
            Owned::Blob(bytes) => Cell::Blob(bytes),
        }
    }
}

struct Answer {
    columns: Vec<Column>,
    rows: Vec<Vec<Owned>>,
}

impl Answer {
    fn read(path: &Path) -> Self {
        let input: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        let list = |value: &Value| value.as_array().unwrap().clone();
        Self {
            columns: list(&input["columns"]).iter().map(|name| Column::named(name.as_str().unwrap())).collect(),
            rows: list(&input["rows"]).iter().map(|row| list(row).iter().map(Owned::from_json).collect()).collect(),
        }
    }

    fn of_texts(rows: impl IntoIterator<Item = Vec<String>>) -> Self {
        let owned = |row: Vec<String>| row.into_iter().map(|text| Owned::Text(text.into_bytes())).collect();
        let rows: Vec<Vec<Owned>> = rows.into_iter().map(owned).collect();
        let columns = (1..=rows[0].len()).map(|number| Column::named(format!("c{number}"))).collect();
        Self { columns, rows }
    }

    /// Writes everything but the end.
    fn begin(&self, format: &str, options: &Options, sink: Sink) -> Result<Box<dyn export::TableWriter>> {
        let mut writer = (export::by_name(format)?.open)(sink, options)?;
        writer.header(&self.columns)?;
        for row in &self.rows {
            writer.row(&row.iter().map(Owned::cell).collect::<Vec<_>>())?;
        }
        Ok(writer)
    }

    fn write(&self, format: &str, options: &Options, sink: Sink) -> Result<Receipt> {
        self.begin(format, options, sink)?.finish()
    }

    fn bytes(&self, format: &str, options: &Options) -> Vec<u8> {
        let out = Memory::default();
        self.write(format, options, Sink::stream(out.clone())).unwrap();
        out.0.take()
    }

    fn text(&self, format: &str, options: &Options) -> String {
        String::from_utf8(self.bytes(format, options)).unwrap()
    }
}

/// A stream whose bytes the test still has after the writer is gone.
#[derive(Clone, Default)]
struct Memory(Rc<RefCell<Vec<u8>>>);

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What the beginning of a golden's name stands for.
fn options(stem: &str) -> Options {
    let plain = Options::default();
    if let Some(width) = stem.strip_prefix("width-") {
        return Options { width: Some(width.parse().unwrap()), ..plain };
    }
    match stem {
        "plain" => plain,
        "excel" => Options { excel: true, ..plain },
        "semicolon" => Options { delimiter: Some(b';'), ..plain },
        "digit" => Options { delimiter: Some(b'1'), ..plain },
        "terminal" => Options { escape: true, width: Some(80), ..plain },
        "bare" => Options { headers: false, ..plain },
        "null" => Options { null: "NULL".to_owned(), ..plain },
        other => panic!("no options are called {other}"),
    }
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/export").join(name)
}

fn goldens() -> Vec<PathBuf> {
    let listed = |folder: PathBuf| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<PathBuf> = listed(fixture(""))
        .filter(|path| path.is_dir())
        .flat_map(listed)
        .filter(|path| !path.ends_with("input.json"))
        .collect();
    found.sort();
    found
}

#[test]
fn writes_every_golden_to_the_byte() {
    let bless = std::env::var_os("PLENARY_BLESS").is_some();
    let goldens = goldens();
    assert!(goldens.len() > 60);
    for golden in goldens {
        let answer = Answer::read(&golden.with_file_name("input.json"));
        let format = export::by_extension(&golden).unwrap().name;
        let written = answer.bytes(format, &options(golden.file_stem().unwrap().to_str().unwrap()));
        if bless {
            fs::write(&golden, &written).unwrap();
        }
        let expected = fs::read(&golden).unwrap();
        let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(written == expected, "{}\n{}\n{}", golden.display(), shown(&written), shown(&expected));
    }
}

#[test]
fn every_format_has_a_golden_of_an_answer_without_rows() {
    for format in FORMATS {
        let golden = fixture(&format!("empty/plain.{}", format.extensions[0]));
        assert!(golden.exists(), "{}", golden.display());
    }
}

#[test]
fn csv_and_tsv_read_back_as_the_same_texts() {
    let specials = ["", "a", ",", ";", "\t", "\"", "\"\"", "\n", "\r", "\r\n", " ", "日本", "\u{feff}", "=1", "'"];
    let pairs = specials.iter().flat_map(|a| specials.iter().map(move |b| format!("{a}{b}")));
    let rows: Vec<Vec<String>> = pairs.map(|pair| vec![pair.clone(), "x".to_owned(), pair]).collect();
    for (format, delimiter) in [("csv", b','), ("csv", b';'), ("csv", b'a'), ("tsv", b'\t'), ("tsv", b'|')] {
        let options = Options { delimiter: Some(delimiter), ..Options::default() };
        let written = Answer::of_texts(rows.clone()).bytes(format, &options);
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(written.as_slice());
        let read: Vec<Vec<String>> =
            reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect();
        assert_eq!(read, rows, "{format} with {delimiter}");
    }
}

#[test]
fn a_single_empty_value_is_a_row_and_not_an_empty_line() {
    let texts = ["", "a", ""];
    let answer = Answer::of_texts(texts.map(|text| vec![text.to_owned()]));
    for format in ["csv", "tsv"] {
        let written = answer.bytes(format, &Options::default());
        let mut reader = csv::Reader::from_reader(written.as_slice());
        let read: Vec<String> = reader.records().map(|record| record.unwrap()[0].to_owned()).collect();
        assert_eq!(read, texts, "{format}");
    }
}

#[test]
fn every_line_of_jsonl_and_the_array_of_json_are_the_same_objects() {
    let answer = Answer::read(&fixture("awkward/input.json"));
    for escape in [false, true] {
        let options = Options { escape, ..Options::default() };
        let array: Vec<Value> = serde_json::from_slice(&answer.bytes("json", &options)).unwrap();
        let lines = answer.text("jsonl", &options);
        let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(array, lines);
        assert_eq!(array.len(), answer.rows.len());
        assert_eq!(array[8]["=cmd"], Value::from(i64::MAX));
        assert_eq!(array[12]["value"], "caf\u{fffd}");
    }
}

#[test]
fn excel_runs_no_text_of_ours_and_every_guard_is_counted() {
    let guarded = [
        "=1",
        "+1",
        "-1",
        "@x",
        "\t",
        "\r",
        "\n",
        "\0",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        " =1",
        "\t=1",
        " ＝1",
        "\u{a0}=1",
        "=\"a\"",
        "-",
        "--",
        "=cmd|' /C calc'!A0",
        "+1,2",
        "-1\"2",
    ];
    let plain = ["", "a", "1", "a=1", "'=1", "−1", "–", "(=1)", " a", "1-1", "日本", "/x", "*", "#", "a@b.org"];
    let mut answer = Answer::of_texts(guarded.iter().chain(&plain).map(|text| vec![(*text).to_owned(), "x".into()]));
    answer.columns[0].name = "-title".to_owned();
    answer.rows.push(vec![Owned::Integer(-1), Owned::Real(-1.5)]);

    for (format, delimiter) in [("csv", b','), ("tsv", b'\t')] {
        let out = Memory::default();
        let excel = Options { excel: true, ..Options::default() };
        let receipt = answer.write(format, &excel, Sink::stream(out.clone())).unwrap();
        assert_eq!(receipt, Receipt { rows: answer.rows.len() as u64, guarded_cells: guarded.len() as u64 + 1 });
        let written = out.0.take();
        assert!(written.starts_with("\u{feff}'-title".as_bytes()));
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(&written[3..]);
        let read: Vec<String> = reader.records().map(|record| record.unwrap()[0].to_owned()).collect();
        let expected = guarded.iter().map(|text| format!("'{text}")).chain(plain.iter().map(|text| (*text).to_owned()));
        assert_eq!(read, expected.chain(["-1".to_owned()]).collect::<Vec<_>>());

        let unguarded = answer.write(format, &Options::default(), Sink::stream(io::sink())).unwrap();
        assert_eq!(unguarded.guarded_cells, 0);
    }
}

#[test]
fn refuses_the_options_a_format_has_no_place_for() {
    let excel = Options { excel: true, ..Options::default() };
    let delimiter = |byte| Options { delimiter: Some(byte), ..Options::default() };
    let complaint = |format: &str, options: &Options| {
        let opened = (export::by_name(format).unwrap().open)(Sink::stream(io::sink()), options);
        let error = opened.err().unwrap();
        format!("{error}: {}", error.help().unwrap())
    };
    for format in ["table", "json", "jsonl", "markdown"] {
        for (flag, options) in [("--excel", &excel), ("--delimiter", &delimiter(b';'))] {
            let expected = format!(
                "{flag} has no meaning for the format {format}: \
                 {flag} goes with csv and tsv: leave it out, or say --format csv"
            );
            assert_eq!(complaint(format, options), expected);
        }
    }
    for (byte, shown) in [(b'"', "\\\""), (b'\n', "\\n"), (b'\r', "\\r"), (0xe9, "\\xe9")] {
        let expected = format!(
            "`{shown}` cannot stand between two values: \
             --delimiter takes one ASCII character that is no quote and no line break, such as `;`"
        );
        assert_eq!(complaint("csv", &delimiter(byte)), expected);
    }
}

#[test]
fn names_the_nearest_format() {
    let list = "formats are table, csv, tsv, json, jsonl, markdown";
    let table = [
        ("cvs", "there is no output format `cvs`", format!("did you mean `csv`? The {list}")),
        ("josn", "there is no output format `josn`", format!("did you mean `json`? The {list}")),
        ("makrdown", "there is no output format `makrdown`", format!("did you mean `markdown`? The {list}")),
        ("parquet", "there is no output format `parquet`", format!("the {list}")),
        ("\u{1b}[2J", "there is no output format `\\u{1b}[2J`", format!("the {list}")),
    ];
    for (name, reason, help) in table {
        let error = export::by_name(name).unwrap_err();
        assert_eq!((error.to_string(), error.help()), (reason.to_owned(), Some(help.as_str())));
    }
}

#[test]
fn finds_a_format_by_its_name_and_by_the_end_of_a_file_name() {
    for format in FORMATS {
        assert_eq!(export::by_name(format.name).unwrap().name, format.name);
        for extension in format.extensions {
            let path = PathBuf::from(format!("a.b.{extension}"));
            assert_eq!(export::by_extension(&path).unwrap().name, format.name);
        }
    }
    for path in ["a", "a.", ".csv", "csv", "a.csv.gz", "a.xlsx", ""] {
        assert!(export::by_extension(Path::new(path)).is_none(), "{path}");
    }
}
