//! What a terminal gets: never too wide, never steered, never a cut number.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::*;

const TEXTS: [&str; 10] = [
    "GLIDE: Towards Photorealistic Image Generation and Editing with Text-Guided Diffusion Models",
    "拡散モデルによる画像生成と編集についての長い題名である、本当に長い",
    "Zoe\u{308} e\u{301}\u{323}e\u{301}\u{323}e\u{301}\u{323}e\u{301}\u{323}e\u{301}\u{323}e\u{301}\u{323}",
    "👩\u{200d}🔬👍🏽🇩🇪❤\u{fe0f}👨\u{200d}👩\u{200d}👧\u{200d}👦👩\u{200d}🔬👍🏽🇩🇪❤\u{fe0f}",
    "למידה עמוקה של רשתות נוירונים גדולות מאוד",
    "\u{1b}[31mred\u{1b}[0m\ntwo\tlines \u{202e}gnp.exe",
    "",
    "x",
    "한국어 논문 제목",
    "ｆｕｌｌ ｗｉｄｔｈ",
];

fn columns_of(line: &str) -> usize {
    line.graphemes(true).map(UnicodeWidthStr::width).sum()
}

fn answer(columns: usize, rows: usize) -> Answer {
    let text = |at: usize| TEXTS[at % TEXTS.len()].to_owned();
    Answer::of_texts((0..rows).map(|row| (0..columns).map(|column| text(row * 7 + column * 3)).collect()))
}

#[test]
fn no_line_is_wider_than_the_terminal_or_ends_in_a_space() {
    for width in [20, 40, 80, 200] {
        for columns in [1, 2, 3, 5, 8, 13, 21, 34, 55] {
            let options = Options { width: Some(width), ..Options::default() };
            let written = answer(columns, 40).text("table", &options);
            for line in written.lines() {
                assert!(columns_of(line) <= width, "{columns} columns at {width}: {line}");
                assert!(!line.ends_with(' '), "{columns} columns at {width}: {line:?}");
            }
        }
    }
}

#[test]
fn no_character_that_steers_reaches_a_terminal_in_any_format() {
    let steers = |ch: char| {
        ch.is_control()
            || matches!(ch, '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let every: Vec<char> = ('\0'..='\u{ffff}').filter(|ch| steers(*ch)).collect();
    let mut answer = Answer::of_texts(every.iter().map(|ch| vec![format!("a{ch}b{ch}")]));
    answer.rows.extend((0x80..=0xff).map(|byte| vec![Owned::Text(vec![b'a', byte, b'b'])]));
    answer.columns[0].name = every.iter().collect();
    for format in FORMATS {
        for width in [None, Some(40)] {
            let options = Options { escape: true, width, ..Options::default() };
            let written = answer.text(format.name, &options).replace("\r\n", "\n");
            let mut lines = written.lines();
            assert!(!lines.any(|line| line.chars().any(steers)), "{}", format.name);
        }
    }
}

#[test]
fn nothing_is_cut_when_there_is_no_width() {
    let answer = answer(4, 30);
    let written = answer.text("table", &Options::default());
    for text in TEXTS.iter().filter(|text| !text.contains('\u{1b}')) {
        assert!(written.contains(text), "{text}");
    }
    assert!(!written.contains('…'));
}

#[test]
fn a_number_after_the_sample_is_not_cut() {
    let row = |number: i64| vec![Owned::Integer(number), Owned::Text(TEXTS[0].as_bytes().to_vec())];
    let rows = (0..1_500).map(|at| row(if at < 1_200 { 7 } else { 1_234_567_890 })).collect();
    let answer = Answer { columns: vec![Column::named("n"), Column::named("title")], rows };
    let written = answer.text("table", &Options { width: Some(40), ..Options::default() });
    let lines: Vec<&str> = written.lines().collect();
    assert_eq!(lines.len(), 1_502);
    assert_eq!(lines[1_201], "7  GLIDE: Towards Photorealistic Image …");
    assert_eq!(lines[1_202], "1234567890  GLIDE: Towards Photorealist…");
}

#[test]
fn a_text_after_the_sample_takes_the_room_that_is_left() {
    let rows = (0..1_001).map(|at| vec![if at < 1_000 { "x".to_owned() } else { TEXTS[0].to_owned() }, "y".to_owned()]);
    let written = Answer::of_texts(rows).text("table", &Options { width: Some(40), ..Options::default() });
    assert_eq!(written.lines().nth(1_001), Some("x   y"));
    assert_eq!(written.lines().last(), Some("GLIDE: Towards Photorealistic Image…  y"));
}

#[test]
fn very_long_texts_settle_the_widths_early() {
    let long = "word ".repeat(100_000);
    let answer = Answer::of_texts((0..5).map(|_| vec![long.clone(), "y".to_owned()]));
    let options = Options { width: Some(40), ..Options::default() };
    let out = Memory::default();
    assert_eq!(answer.write("table", &options, Sink::stream(out.clone())).unwrap().rows, 5);
    assert_eq!(out.0.take().iter().filter(|byte| **byte == b'\n').count(), 7);
}

#[test]
fn a_long_value_of_a_record_is_wrapped_and_ends_after_four_lines() {
    let mut row = vec!["x".to_owned(); 30];
    row[29] = (0..20_000).map(|number| format!("w{number}")).collect::<Vec<_>>().join(" ");
    let written = Answer::of_texts([row]).text("table", &Options { width: Some(40), ..Options::default() });
    let lines: Vec<&str> = written.lines().filter(|line| line.contains(" w")).collect();
    assert!((3..=4).contains(&lines.len()), "{lines:?}");
    assert!(lines[0].contains("w0 w1 w2") && lines[lines.len() - 1].ends_with('…'), "{lines:?}");
}
