//! Importing again: what changed is told as what it is, and an undone import leaves no trace.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use plenary::error::Error;
use plenary::import::{Context, Input, format_named};
use plenary::record::ConferenceRecord;
use plenary::store::{Source, Store, Tally};
use rusqlite::Connection;
use rusqlite::types::ValueRef;

const PAGE: &str = "Session\nGraphs\nRoom 310\nModerator: Smita Krishnaswamy\n\
    Area Attention\nYang Li · Lukasz Kaiser\nAttention over areas of any size. See https://example.org/area for the code.\n\
    Graph U-Nets\nHongyang Gao\nPooling and unpooling on graphs, with encoders and decoders of equal depth.\n\
    Session\nPosters\nHall C\nModerator: Ana Ruiz\n\
    Deep Sets\nManzil Zaheer · Satwik Kottur · Barnabas Poczos\nFunctions of sets, which do not ask for the order of what they hold.\n\
    Neural Processes\nMarta Garnelo\nDistributions over functions that learn from a few points of each of them.\n";

fn import(store: &mut Store, path: &str, format: &str, text: &str) -> Tally {
    let conference = Some(ConferenceRecord::parse("ICML 2022"));
    let mut input = Input::from_bytes(path, text.as_bytes().to_vec()).unwrap();
    let sha256 = input.take_fingerprint().sha256().unwrap();
    let context = Context { conference: conference.clone(), ..Context::default() };
    let format = format_named(format).unwrap();
    let source = Source { path: path.into(), format: format.name.into(), rank: format.rank, conference };
    let records = (format.records)(input, &context).unwrap();
    let mut writer = store.writer(source).unwrap();
    for record in records {
        match record {
            Ok(record) => writer.insert(&record).unwrap(),
            Err(Error::Finding(_)) => {}
            Err(error) => panic!("{error}"),
        }
    }
    writer.commit(0, &sha256).unwrap()
}

fn page(store: &mut Store, text: &str) -> Tally {
    import(store, "/a.txt", "session-page", text)
}

/// What the last import changed, a line each.
fn changes(store: Store) -> Vec<String> {
    let connection = store.into_connection();
    check(&connection);
    let mut statement = connection
        .prepare(
            "SELECT concat_ws(' | ', what, title, change, field, before, after) FROM import_changes
             WHERE import_id = (SELECT max(id) FROM imports) ORDER BY position",
        )
        .unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// No broken reference, and a full-text index that agrees with the tables.
fn check(connection: &Connection) {
    let broken: i64 =
        connection.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).unwrap();
    assert_eq!(broken, 0);
    connection.execute("INSERT INTO paper_search (paper_search, rank) VALUES ('integrity-check', 1)", []).unwrap();
}

/// Every row of every table but those that keep the account of imports.
fn dump(connection: &Connection) -> String {
    check(connection);
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%STRICT%' AND name NOT LIKE 'import%' ORDER BY name";
    let names: Vec<String> =
        connection.prepare(tables).unwrap().query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let mut text = String::new();
    for name in names {
        let mut statement = connection.prepare(&format!("SELECT * FROM {name} ORDER BY 1, 2, 3")).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let cells: Vec<String> = (0..columns)
                .map(|column| match row.get_ref(column).unwrap() {
                    ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                    other => format!("{other:?}"),
                })
                .collect();
            text += &format!("{name}: {}\n", cells.join(" | "));
        }
    }
    text
}

fn edited(edits: &[(&str, &str)]) -> String {
    let mut text = PAGE.to_owned();
    for (from, to) in edits {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    text
}

/// Edits of the page, what is told of them, and how many papers are new, changed, withdrawn and unchanged.
type Case<'a> = (&'a [(&'a str, &'a str)], &'a [&'a str], (u64, u64, u64, u64));

#[test]
fn tells_every_change_as_what_it_is() {
    let cases: [Case; 14] = [
        (&[("Room 310", "Room 9")], &["session | Graphs | moved | room | Room 310 | Room 9"], (0, 0, 0, 4)),
        (
            &[("Session\nGraphs", "Session\nNetworks")],
            &["session | Networks | renamed | title | Graphs | Networks"],
            (0, 0, 0, 4),
        ),
        (
            &[("Ana Ruiz", "Eva Ruiz Cano")],
            &["session | Posters | edited | moderator | Ana Ruiz | Eva Ruiz Cano"],
            (0, 0, 0, 4),
        ),
        (
            &[("Deep Sets\n", "Very Deep Sets\n")],
            &["paper | Very Deep Sets | retitled | title | Deep Sets | Very Deep Sets"],
            (0, 1, 0, 3),
        ),
        (
            &[("Deep Sets\n", "An Entirely Other Heading\n")],
            &["paper | An Entirely Other Heading | retitled | title | Deep Sets | An Entirely Other Heading"],
            (0, 1, 0, 3),
        ),
        (&[(" · Satwik Kottur", "")], &["paper | Deep Sets | author dropped | authors | Satwik Kottur"], (0, 1, 0, 3)),
        (
            &[("Lukasz Kaiser", "Lukasz Kaiser · Samy Bengio")],
            &["paper | Area Attention | author added | authors | Samy Bengio"],
            (0, 1, 0, 3),
        ),
        (
            &[("Lukasz Kaiser", "Łukasz Kaiser")],
            &["paper | Area Attention | author renamed | authors | Lukasz Kaiser | Łukasz Kaiser"],
            (0, 1, 0, 3),
        ),
        (
            &[("Yang Li · Lukasz Kaiser", "Lukasz Kaiser · Yang Li")],
            &["paper | Area Attention | authors reordered | authors | Yang Li; Lukasz Kaiser | Lukasz Kaiser; Yang Li"],
            (0, 1, 0, 3),
        ),
        (
            &[("equal depth", "unequal depth")],
            &[
                "paper | Graph U-Nets | edited | abstract | Pooling and unpooling on graphs, with encoders and decoders of equal depth. | Pooling and unpooling on graphs, with encoders and decoders of unequal depth.",
            ],
            (0, 1, 0, 3),
        ),
        (
            &[(
                "Neural Processes\nMarta Garnelo\nDistributions over functions that learn from a few points of each of them.\n",
                "",
            )],
            &["paper | Neural Processes | withdrawn | Posters"],
            (0, 0, 1, 3),
        ),
        (
            &[(
                "Neural Processes\nMarta Garnelo\nDistributions over functions that learn from a few points of each of them.\n",
                "Something New\nAda Lovelace\nNotes on an engine that nobody has built, and on what it would be able to do.\n",
            )],
            &["paper | Neural Processes | withdrawn | Posters"],
            (1, 0, 1, 3),
        ),
        (
            &[
                (
                    "Graph U-Nets\nHongyang Gao\nPooling and unpooling on graphs, with encoders and decoders of equal depth.\n",
                    "",
                ),
                (
                    "Neural Processes\nMarta",
                    "Graph U-Nets\nHongyang Gao\nPooling and unpooling on graphs, with encoders and decoders of equal depth.\nNeural Processes\nMarta",
                ),
            ],
            &["paper | Graph U-Nets | moved | session | Graphs | Posters"],
            (0, 1, 0, 3),
        ),
        (
            &[
                (
                    "Area Attention\nYang Li · Lukasz Kaiser\nAttention over areas of any size. See https://example.org/area for the code.\n",
                    "",
                ),
                (
                    "equal depth.\n",
                    "equal depth.\nArea Attention\nYang Li · Lukasz Kaiser\nAttention over areas of any size. See https://example.org/area for the code.\n",
                ),
            ],
            &["session | Graphs | reordered"],
            (0, 0, 0, 4),
        ),
    ];
    for (edits, expected, (added, changed, withdrawn, unchanged)) in cases {
        let mut store = Store::open_in_memory().unwrap();
        let first = page(&mut store, PAGE);
        assert_eq!((first.added, first.changed, first.withdrawn, first.unchanged()), (4, 0, 0, 0));
        let tally = page(&mut store, &edited(edits));
        assert_eq!(changes(store), expected, "{edits:?}");
        let found = (tally.added, tally.changed, tally.withdrawn, tally.unchanged());
        assert_eq!(found, (added, changed, withdrawn, unchanged), "{edits:?}");
    }
}

#[test]
fn a_withdrawn_paper_stays_marked_and_comes_back() {
    let without = edited(&[(
        "Neural Processes\nMarta Garnelo\nDistributions over functions that learn from a few points of each of them.\n",
        "",
    )]);
    let mut store = Store::open_in_memory().unwrap();
    page(&mut store, PAGE);
    let before = {
        let mut other = Store::open_in_memory().unwrap();
        page(&mut other, PAGE);
        dump(&other.into_connection())
    };
    page(&mut store, &without);
    let tally = page(&mut store, PAGE);
    assert_eq!((tally.added, tally.changed, tally.withdrawn), (0, 1, 0));
    let connection = store.into_connection();
    // The same but for the import that names them.
    let sources = |dump: &str| dump.lines().filter(|line| !line.contains("_sources")).collect::<Vec<_>>().join("\n");
    assert_eq!(sources(&dump(&connection)), sources(&before));

    let mut store = Store::open_in_memory().unwrap();
    page(&mut store, PAGE);
    page(&mut store, &without);
    let connection = store.into_connection();
    let one = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(one("SELECT withdrawn_by FROM papers WHERE title = 'Neural Processes'"), 2);
    assert_eq!(one("SELECT count(*) FROM paper_list"), 3);
    assert_eq!(one("SELECT count(*) FROM author_list WHERE author = 'Marta Garnelo'"), 0);
    assert_eq!(one("SELECT count(*) FROM paper_search WHERE paper_search MATCH 'garnelo'"), 0);
}

/// A dozen rounds, or as many as `PLENARY_SEEDS` says.
fn seeds() -> std::ops::RangeInclusive<u64> {
    1..=std::env::var("PLENARY_SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(12)
}

/// A small generator of numbers, the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).unwrap()
    }
}

const TITLES: [&str; 12] = [
    "Area Attention",
    "Graph U-Nets",
    "Deep Sets",
    "Neural Processes",
    "Medians of Means",
    "On Small Samples",
    "A Bound for Three",
    "Sharing Samples",
    "Looms and Engines",
    "Notes on Proofs",
    "Cards and Cogs",
    "Of Unfinished Work",
];
const NAMES: [&str; 12] = [
    "Yang Li",
    "Lukasz Kaiser",
    "Łukasz Kaiser",
    "Marta Garnelo",
    "Ada Lovelace",
    "Ada B. Lovelace",
    "Charles Babbage",
    "Ilse Torvund",
    "Kwabena Asare",
    "Surya",
    "Wen Haolan",
    "HAOLAN WEN",
];

/// A page or a bibliography of papers chosen by the dice.
fn made(dice: &mut Dice) -> (&'static str, &'static str, String) {
    let mut papers = Vec::new();
    for (place, title) in TITLES.iter().enumerate() {
        if dice.roll(3) > 0 {
            let mut names: Vec<&str> =
                (0..=dice.roll(3)).map(|step| NAMES[(place + step + dice.roll(2)) % 12]).collect();
            names.dedup();
            let title = if dice.roll(5) == 0 { format!("{title} Again") } else { (*title).to_owned() };
            papers.push((title, names));
        }
    }
    if dice.roll(3) == 0 {
        let entries = papers.iter().enumerate().map(|(place, (title, names))| {
            let doi = if dice.roll(2) == 0 { format!(" doi = {{10.1000/{}}},", title.len()) } else { String::new() };
            format!(
                "@inproceedings{{k{place},\n title = {{{title}}}, author = {{{}}},{doi} keywords = {{a, b}},\n booktitle = {{ICML}}, year = {{2022}}\n}}\n",
                names.join(" and ")
            )
        });
        return ("/b.bib", "bibtex", entries.collect());
    }
    let mut text = String::new();
    for (place, (title, names)) in papers.iter().enumerate() {
        if place % 4 == 0 {
            let session = ["Graphs", "Posters", "Proofs", "Closing"][(place / 4 + dice.roll(2)) % 4];
            let moderator = NAMES[dice.roll(12)];
            text += &format!("Session\n{session}\nRoom {}\nModerator: {moderator}\n", dice.roll(3));
        }
        text += &format!("{title}\n{}\n", names.join(" · "));
        text += &format!(
            "What is said of this paper, number {} of those that a page has, in words of its own.\n",
            dice.roll(2)
        );
    }
    (["/a.txt", "/c.txt"][dice.roll(2)], "session-page", text)
}

#[test]
fn undoing_every_import_backwards_restores_every_state_exactly() {
    for seed in seeds() {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut store = Store::open_in_memory().unwrap();
        let mut states = Vec::new();
        for _ in 0..7 {
            states.push(dump(store.connection()));
            let (path, format, text) = made(&mut dice);
            import(&mut store, path, format, &text);
        }
        for (import_id, expected) in states.iter().enumerate().map(|(place, state)| (place as i64 + 1, state)).rev() {
            store.undo(import_id).unwrap_or_else(|error| panic!("seed {seed}, import {import_id}: {error}"));
            let found = dump(store.connection());
            assert!(*expected == found, "seed {seed}, import {import_id}\n{}", difference(expected, &found));
        }
    }
}

fn difference(expected: &str, found: &str) -> String {
    let lost =
        expected.lines().filter(|line| !found.lines().any(|other| other == *line)).map(|line| format!("- {line}\n"));
    let more =
        found.lines().filter(|line| !expected.lines().any(|other| other == *line)).map(|line| format!("+ {line}\n"));
    lost.chain(more).collect()
}

#[test]
fn undoing_what_was_built_in_one_run_gives_what_was_built_without_it() {
    for seed in seeds() {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        // A path that comes twice in one run is not read twice.
        let mut files: Vec<(&str, &str, String)> = Vec::new();
        while files.len() < 3 {
            let file = made(&mut dice);
            if files.iter().all(|(path, ..)| *path != file.0) {
                files.push(file);
            }
        }
        let build = |count: usize| {
            let mut store = Store::build_in_memory().unwrap();
            for (path, format, text) in files.iter().take(count) {
                import(&mut store, path, format, text);
            }
            store.finish().unwrap()
        };
        let mut store = build(3);
        for count in [2, 1, 0] {
            store.undo(count as i64 + 1).unwrap();
            let (expected, found) = (dump(build(count).connection()), dump(store.connection()));
            assert!(expected == found, "seed {seed}, {count} left\n{}", difference(&expected, &found));
        }
    }
}

#[test]
fn refuses_to_undo_what_a_later_import_builds_on() {
    let mut store = Store::open_in_memory().unwrap();
    page(&mut store, PAGE);
    page(&mut store, &edited(&[("Room 310", "Room 9")]));
    import(
        &mut store,
        "/b.txt",
        "session-page",
        "Session\nProofs\nHall B\nA Bound\nYang Li · Ada Lovelace\nA bound that holds, and a proof of it that fits on one page of this size.\n",
    );
    let before = dump(store.connection());
    let refused = |store: &mut Store, id: i64| {
        let error = store.undo(id).unwrap_err();
        format!("{error} ({})", error.help().unwrap_or_default())
    };
    assert_eq!(
        refused(&mut store, 1),
        "import 1 cannot be undone: import 2 of /a.txt has changed what it brought since (\"Area Attention\") (undo import 2 first)"
    );
    assert_eq!(refused(&mut store, 9), "there is no import 9 (`plenary imports list` names them all)");
    assert_eq!(dump(store.connection()), before);
    // Another file's import is no hindrance; the person whom it names too stays.
    store.undo(2).unwrap();
    store.undo(1).unwrap();
    let names = |store: &Store| -> String {
        store
            .connection()
            .query_row("SELECT group_concat(name, ', ') FROM authors", [], |row| row.get(0))
            .unwrap_or_default()
    };
    assert_eq!(names(&store), "Yang Li, Ada Lovelace");
    assert!(refused(&mut store, 1).starts_with("import 1 was undone already, on "));
    store.undo(3).unwrap();
    assert_eq!(dump(store.connection()), "");
    let tally = page(&mut store, PAGE);
    assert_eq!(tally.added, 4);
}

#[test]
fn undoing_an_import_leaves_no_other_that_cannot_be_undone() {
    let page = |session: &str, title: &str, authors: &str| {
        format!(
            "Session\n{session}\n[ Hall A ]\n{title}\n{authors}\nAn abstract that is long enough to be taken for one by whoever reads the page.\n"
        )
    };
    let mut store = Store::open_in_memory().unwrap();
    import(&mut store, "/a.txt", "session-page", &page("One", "First Paper Here", "Ann Bee · Xavier Yule"));
    import(&mut store, "/c.txt", "session-page", &page("Two", "Second Paper There", "Cy Dee · Xavier Yule"));
    let both = dump(store.connection());
    import(&mut store, "/c.txt", "session-page", &page("Two", "Second Paper There", "Cy Dee"));
    // Nobody is left who names Xavier Yule, until the third one is undone.
    store.undo(1).unwrap();
    store.undo(3).unwrap();
    let found = dump(store.connection());
    let person = found.lines().find(|line| line.starts_with("authors: ") && line.contains("Xavier")).unwrap();
    assert!(both.contains(person), "{found}");
    store.undo(2).unwrap();
    assert_eq!(dump(store.connection()), "");
}

#[test]
fn what_a_file_says_no_more_is_gone_though_another_file_names_the_paper() {
    let bibliography = "@inproceedings{k,\n title = {Deep Sets}, author = {Manzil Zaheer and Satwik Kottur and Barnabas Poczos},\n booktitle = {ICML}, year = {2022}, doi = {10.1000/abc}\n}\n";
    let mut store = Store::open_in_memory().unwrap();
    page(&mut store, PAGE);
    import(&mut store, "/b.bib", "bibtex", bibliography);
    import(&mut store, "/b.bib", "bibtex", &bibliography.replace(", doi = {10.1000/abc}", ""));
    assert_eq!(changes(store), ["paper | Deep Sets | edited | doi | 10.1000/abc"]);
}

/// The file is not there any more.
fn gone(store: &mut Store, path: &str) {
    store.writer(Source { path: path.into(), ..Source::default() }).unwrap().commit(0, "").unwrap();
}

/// What people see of the programme, whatever its ids are.
fn programme(store: &Store) -> String {
    let mut statement = store
        .connection()
        .prepare(
            "SELECT concat_ws(' | ', session, room, starts_at, moderators, position, kind, board, title, authors)
             FROM programme ORDER BY session, room, position",
        )
        .unwrap();
    let rows: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    rows.join("\n")
}

#[test]
fn what_several_files_say_of_a_session_stays_with_each() {
    let table = "title,authors,session,room\nNeural Processes,Marta Garnelo,Posters,Hall C\nSomething More,Ada Lovelace,Posters,Hall C\n";
    let alone = |texts: &[(&str, &str, &str)]| {
        let mut store = Store::open_in_memory().unwrap();
        for (path, format, text) in texts {
            import(&mut store, path, format, text);
        }
        programme(&store)
    };
    let mut store = Store::open_in_memory().unwrap();
    page(&mut store, PAGE);
    import(&mut store, "/t.csv", "csv", table);
    let both = programme(&store);
    assert!(both.contains("Posters | Hall C | Ana Ruiz | 2 | Neural Processes"), "{both}");
    assert!(both.contains("Posters | Hall C | Ana Ruiz | 3 | Something More"), "{both}");
    // The page moves the session and drops its moderator; the table still names its papers.
    let edited = edited(&[("Room 310", "Room 9"), ("Hall C\nModerator: Ana Ruiz\n", "Hall C\n")]);
    page(&mut store, &edited);
    assert_eq!(programme(&store), alone(&[("/a.txt", "session-page", &edited), ("/t.csv", "csv", table)]));
    // The table is empty: the page alone is left.
    gone(&mut store, "/t.csv");
    assert_eq!(programme(&store), alone(&[("/a.txt", "session-page", &edited)]));
    check(store.connection());
}

#[test]
fn a_page_under_another_name_takes_the_place_of_the_first() {
    let (first, rest) = PAGE.split_once("Graph U-Nets").unwrap();
    let divided = format!("{first}Session\nNetworks\nHall D\nModerator: Ada Byron\nGraph U-Nets{rest}");
    let mut store = Store::open_in_memory().unwrap();
    page(&mut store, PAGE);
    import(&mut store, "/z.txt", "session-page", &divided);
    gone(&mut store, "/a.txt");
    let mut fresh = Store::open_in_memory().unwrap();
    import(&mut fresh, "/z.txt", "session-page", &divided);
    assert_eq!(programme(&store), programme(&fresh));
    check(store.connection());
}
