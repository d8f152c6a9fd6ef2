//! The store: opening, refusing, writing, importing again.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::fs;
use std::path::Path;

use plenary::error::Error;
use plenary::import::{Context, Input, format_named};
use plenary::record::{ConferenceRecord, PaperRecord, PersonName, Record};
use plenary::store::{Outcome, Source, Store, open_read_only};
use rusqlite::Connection;

fn source(path: &str, text: &str) -> (Source, String, Vec<Record>) {
    let conference = Some(ConferenceRecord::parse("ICML 2022"));
    let mut input = Input::from_bytes(path, text.as_bytes().to_vec()).unwrap();
    let sha256 = input.take_fingerprint().sha256().unwrap();
    let context = Context { conference: conference.clone(), ..Context::default() };
    let records = (format_named("session-page").unwrap().records)(input, &context).unwrap();
    let source = Source { path: path.into(), format: "session-page".into(), rank: 7, conference };
    (source, sha256, records.map(Result::unwrap).collect())
}

fn import(store: &mut Store, path: &str, text: &str) {
    let (source, sha256, records) = source(path, text);
    let mut writer = store.writer(source).unwrap();
    for record in &records {
        writer.insert(record).unwrap();
    }
    writer.commit(0, &sha256).unwrap();
}

/// Every row of every table that a programme fills, ids of imports and times of imports left out.
fn dump(connection: &Connection) -> Vec<String> {
    let statements = [
        "SELECT title, room FROM sessions ORDER BY title, room",
        "SELECT title, abstract FROM papers ORDER BY title",
        "SELECT name FROM authors ORDER BY name",
        "SELECT name FROM author_names ORDER BY name",
        "SELECT title, position, printed_name FROM authorships JOIN papers ON papers.id = paper_id ORDER BY 1, 2",
        "SELECT session, position, title, authors, moderators FROM programme ORDER BY 1, 2",
        "SELECT title, paper_links.url FROM paper_links JOIN papers ON papers.id = paper_id ORDER BY 1, 2",
    ];
    let mut rows = Vec::new();
    for statement in statements {
        let mut statement = connection.prepare(statement).unwrap();
        let columns = statement.column_count();
        let found = statement
            .query_map([], |row| {
                let cells: Vec<String> =
                    (0..columns).map(|index| format!("{:?}", row.get_ref(index).unwrap())).collect();
                Ok(cells.join(" | "))
            })
            .unwrap();
        rows.extend(found.map(Result::unwrap));
    }
    check(connection);
    rows
}

/// No broken reference, and a full-text index that agrees with the tables.
fn check(connection: &Connection) {
    let broken: i64 =
        connection.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).unwrap();
    assert_eq!(broken, 0);
    connection.execute("INSERT INTO paper_search (paper_search, rank) VALUES ('integrity-check', 1)", []).unwrap();
}

fn found(connection: &Connection, words: &str) -> i64 {
    connection
        .query_row("SELECT count(*) FROM paper_search WHERE paper_search MATCH ?1", [words], |row| row.get(0))
        .unwrap()
}

const PAGE: &str = "Session\nGraphs\nRoom 310\nModerator: Smita Krishnaswamy\n\
    Area Attention\nYang Li · Lukasz Kaiser\nAttention over areas of any size. See https://example.org/area for the code.\n\
    Graph U-Nets\nHongyang Gao\nPooling and unpooling on graphs, with encoders and decoders of equal depth.\n";

#[test]
fn importing_twice_changes_nothing() {
    let mut store = Store::open_in_memory().unwrap();
    import(&mut store, "/a.txt", PAGE);
    let (again, sha256, _) = source("/a.txt", PAGE);
    assert_eq!(store.compare(&again, || Ok(sha256)).unwrap(), Outcome::Unchanged);
    let mut twice = Store::open_in_memory().unwrap();
    import(&mut twice, "/a.txt", PAGE);
    import(&mut twice, "/a.txt", PAGE);
    assert_eq!(dump(&store.into_connection()), dump(&twice.into_connection()));
}

#[test]
fn a_changed_file_replaces_what_it_brought_before() {
    let edited = PAGE
        .replace("Graph U-Nets", "Graph V-Nets")
        .replace("Yang Li · Lukasz Kaiser", "Yang Li · Samy Bengio")
        .replace("Room 310", "Room 311")
        .replace("Smita Krishnaswamy", "Ana Ruiz");
    let mut store = Store::open_in_memory().unwrap();
    import(&mut store, "/a.txt", PAGE);
    import(&mut store, "/a.txt", &edited);
    let mut fresh = Store::open_in_memory().unwrap();
    import(&mut fresh, "/a.txt", &edited);
    let connection = store.into_connection();
    assert_eq!(dump(&connection), dump(&fresh.into_connection()));
    assert_eq!((found(&connection, "kaiser"), found(&connection, "bengio")), (0, 1));
    assert_eq!((found(&connection, "\"U-Nets\""), found(&connection, "\"V-Nets\"")), (0, 1));
}

#[test]
fn the_same_page_under_two_names_is_one_session() {
    let mut store = Store::open_in_memory().unwrap();
    import(&mut store, "/a.txt", PAGE);
    import(&mut store, "/copy-of-a.txt", PAGE);
    let mut once = Store::open_in_memory().unwrap();
    import(&mut once, "/a.txt", PAGE);
    assert_eq!(dump(&store.into_connection()), dump(&once.into_connection()));
}

#[test]
fn sessions_of_one_title_with_other_papers_stay_apart() {
    let other = PAGE.replace("Area Attention", "Deep Sets").replace("Graph U-Nets", "Neural Processes");
    let mut store = Store::open_in_memory().unwrap();
    import(&mut store, "/a.txt", PAGE);
    import(&mut store, "/b.txt", &other);
    let sessions: i64 =
        store.into_connection().query_row("SELECT count(*) FROM sessions", [], |row| row.get(0)).unwrap();
    assert_eq!(sessions, 2);
}

#[test]
fn a_paper_in_two_sessions_is_one_paper() {
    let two = format!("{PAGE}Session\nClosing\nHall B\nModerator: Ana Ruiz\nArea Attention\nYang Li · LUKASZ KAISER\n");
    let mut store = Store::open_in_memory().unwrap();
    import(&mut store, "/a.txt", &two);
    let connection = store.into_connection();
    let papers: i64 = connection.query_row("SELECT count(*) FROM papers", [], |row| row.get(0)).unwrap();
    let presentations: i64 = connection.query_row("SELECT count(*) FROM presentations", [], |row| row.get(0)).unwrap();
    assert_eq!((papers, presentations), (2, 3));
    check(&connection);
}

#[test]
fn a_dropped_writer_leaves_no_trace() {
    let mut store = Store::open_in_memory().unwrap();
    let (source, _, records) = source("/a.txt", PAGE);
    let mut writer = store.writer(source).unwrap();
    for record in &records {
        writer.insert(record).unwrap();
    }
    drop(writer);
    let connection = store.into_connection();
    assert_eq!(dump(&connection), Vec::<String>::new());
    assert_eq!(found(&connection, "area"), 0);
}

#[test]
fn the_same_name_twice_on_one_paper_stays_two_authorships() {
    let page = PAGE.replace("Yang Li · Lukasz Kaiser", "Jie Zhou · Bo Li · Jie Zhou");
    let mut store = Store::open_in_memory().unwrap();
    import(&mut store, "/a.txt", &page);
    let count: i64 = store
        .into_connection()
        .query_row("SELECT count(*) FROM authorships WHERE printed_name = 'Jie Zhou'", [], |row| row.get(0))
        .unwrap();
    assert_eq!(count, 2);
}

/// A database of ours, whole.
fn made(folder: &Path) -> std::path::PathBuf {
    let path = folder.join("programme.db");
    let mut store = Store::open(&path).unwrap();
    import(&mut store, "/a.txt", PAGE);
    path
}

#[test]
fn refuses_in_words_and_leaves_byte_identical_what_is_no_database_of_ours() {
    let folder = tempfile::tempdir().unwrap();
    let good = fs::read(made(folder.path())).unwrap();
    let patched = |offset: usize, bytes: &[u8]| {
        let mut copy = good.clone();
        copy[offset..offset + bytes.len()].copy_from_slice(bytes);
        copy
    };
    let foreign = folder.path().join("foreign");
    Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE papers (id)").unwrap();
    let cases: [(&str, Vec<u8>, &str); 8] = [
        ("empty.db", Vec::new(), "is empty, so it is no database"),
        ("text.db", b"Session\nGraphs\n".to_vec(), "is a text file, not a database"),
        ("noise.db", (0..=255).cycle().take(9_000).collect(), "is not an SQLite database"),
        ("foreign.db", fs::read(foreign).unwrap(), "is an SQLite database of another program"),
        ("newer.db", patched(60, &99_u32.to_be_bytes()), "was made by a newer plenary: its tables have version 99"),
        ("short.db", good[..good.len() - 16_384].to_vec(), "is damaged: the file is shorter than it says"),
        ("stub.db", good[..60].to_vec(), "is damaged: it ends within its first 100 bytes"),
        ("damaged.db", patched(100, &[0xff; 2_000]), "is damaged: SQLite cannot read it"),
    ];
    for (name, bytes, reason) in cases {
        let path = folder.path().join(name);
        fs::write(&path, &bytes).unwrap();
        for error in [Store::open(&path).err(), open_read_only(&path).err()] {
            let error = error.unwrap_or_else(|| panic!("{name} was opened"));
            assert!(matches!(error, Error::Database { .. }), "{name}: {error:?}");
            assert!(error.to_string().contains(reason), "{name}: {error}");
            assert!(error.help().is_some(), "{name}");
        }
        assert_eq!(fs::read(&path).unwrap(), bytes, "{name} was changed");
        for beside in ["-wal", "-shm", "-journal"] {
            assert!(!folder.path().join(format!("{name}{beside}")).exists(), "{name}{beside} was left behind");
        }
    }
}

#[test]
fn reading_never_creates_a_database() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("none.db");
    let error = open_read_only(&path).err().unwrap();
    assert!(error.to_string().contains("there is no such database"), "{error}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn odd_file_names_are_files() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["file:x?mode=memory", "a b#c%20.db", "ü.db", "-"] {
        let path = folder.path().join(name);
        let mut store = Store::open(&path).unwrap();
        import(&mut store, "/a.txt", PAGE);
        drop(store);
        assert_eq!(found(&open_read_only(&path).unwrap(), "attention"), 1, "{name}");
        assert!(path.is_file(), "{name}");
    }
}

#[test]
fn makers_of_one_database_at_the_same_time_all_succeed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("programme.db");
    std::thread::scope(|scope| {
        for worker in 0..6 {
            let path = &path;
            scope.spawn(move || {
                let mut store = Store::open(path).unwrap();
                import(&mut store, &format!("/{worker}.txt"), &PAGE.replace("Area", &format!("Area{worker}")));
            });
        }
    });
    let connection = open_read_only(&path).unwrap();
    let imports: i64 = connection.query_row("SELECT count(*) FROM imports", [], |row| row.get(0)).unwrap();
    assert_eq!(imports, 6);
}

#[test]
fn imports_the_seed_page_without_a_flaw() {
    let Some(seed) = support::shared("seed/icml-2022-room-310.txt") else { return };
    let text = fs::read_to_string(seed).unwrap();
    let mut store = Store::open_in_memory().unwrap();
    import(&mut store, "/seed.txt", &text);
    let connection = store.into_connection();
    check(&connection);
    let count = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(count("SELECT count(*) FROM sessions WHERE room = 'Room 310'"), 1);
    assert_eq!(count("SELECT count(*) FROM papers"), 15);
    assert_eq!(count("SELECT count(*) FROM authorships"), 77);
    assert_eq!(count("SELECT count(*) FROM author_list"), 77);
    assert_eq!(count("SELECT count(*) FROM authors"), 78);
    assert_eq!(count("SELECT count(*) FROM session_roles WHERE printed_name = 'Smita Krishnaswamy'"), 1);
    assert_eq!(count("SELECT count(*) FROM paper_links"), 2);
    // Every line of the page stands in the database again, to the letter and in order.
    let mut lines = text.lines().skip(4);
    let mut statement = connection
        .prepare("SELECT title, replace(authors, '; ', ' · '), abstract FROM paper_list ORDER BY paper_id")
        .unwrap();
    let mut rows = statement.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        for column in 0..3 {
            assert_eq!(row.get::<_, String>(column).unwrap(), lines.next().unwrap().trim_end());
        }
    }
}

#[test]
fn recovers_every_paper_of_the_shared_pages() {
    let Some(pages) = support::shared("pages") else { return };
    let mut papers = 0;
    for folder in ["icml2019", "icml2019_hard", "icml2019_tags", "icml2019_onefile_crlf_bom"] {
        let folder = pages.join(folder);
        let truth = fs::read_to_string(folder.join("icml2019_truth.json")).unwrap();
        let truth: serde_json::Value = serde_json::from_str(&truth).unwrap();
        for page in truth["pages"].as_array().unwrap() {
            let path = folder.join(page["file"].as_str().unwrap());
            let context = Context { conference: Some(ConferenceRecord::parse("ICML 2019")), ..Context::default() };
            let records =
                (format_named("session-page").unwrap().records)(Input::open(&path).unwrap(), &context).unwrap();
            let mut found = Vec::new();
            for record in records.flatten() {
                match record {
                    Record::Session(session) => found.push(serde_json::json!({
                        "title": session.title,
                        "room": session.room,
                        "moderators": session.roles.iter().map(|role| role.name.as_str()).collect::<Vec<_>>(),
                    })),
                    Record::Paper(paper) => found.push(serde_json::json!({
                        "title": paper.title,
                        "authors": paper.authors.iter().map(|author| author.name.as_str()).collect::<Vec<_>>(),
                        "abstract": paper.abstract_text,
                    })),
                    other => panic!("{other:?}"),
                }
            }
            let mut expected = Vec::new();
            for session in page["sessions"].as_array().unwrap() {
                expected.push(serde_json::json!({
                    "title": session["title"], "room": session["room"], "moderators": session["moderators"],
                }));
                for paper in session["papers"].as_array().unwrap() {
                    papers += 1;
                    expected.push(serde_json::json!({
                        "title": paper["title"], "authors": paper["authors"], "abstract": paper["abstract"],
                    }));
                }
            }
            assert_eq!(found, expected, "{}", path.display());
        }
    }
    assert_eq!(papers, 765 + 120 + 45 + 75);
}

/// Papers by number, and what a second file says of some of them.
fn numbered(from: usize, to: usize, abstract_text: &str) -> Vec<Record> {
    let paper = |number: usize| PaperRecord {
        title: format!("Matters of Number {number}"),
        authors: vec![PersonName::literal(format!("Author Of{number}")).into()],
        abstract_text: Some(format!("{abstract_text} {number}")),
        ..PaperRecord::default()
    };
    (from..to).map(|number| Record::Paper(paper(number))).collect()
}

#[test]
fn an_index_that_is_made_meanwhile_is_that_of_the_papers() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("programme.db");
    let mut store = Store::build(&path).unwrap();
    let mut write = |name: &str, rank: u8, records: &[Record], is_kept: bool| {
        let source = Source { path: name.into(), rank, ..Source::default() };
        let mut writer = store.writer(source).unwrap();
        records.iter().for_each(|record| writer.insert(record).unwrap());
        if is_kept {
            writer.commit(0, name).unwrap();
        }
    };
    write("/first", 5, &numbered(0, 2_500, "walrus"), true);
    write("/second", 1, &numbered(2_400, 2_600, "penguin"), true);
    let connection = store.finish().unwrap().into_connection();
    check(&connection);
    assert_eq!((found(&connection, "walrus"), found(&connection, "penguin")), (2_400, 200));
    assert_eq!((found(&connection, "Of2499"), found(&connection, "matters")), (1, 2_600));
    drop(connection);
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| name.to_string_lossy().starts_with("programme.db")), "{left:?}");
}

#[test]
fn an_index_that_is_made_meanwhile_forgets_a_file_that_was_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("programme.db");
    let mut store = Store::build(&path).unwrap();
    for (name, from, to, is_kept) in [("/a", 0, 2_100, true), ("/b", 3_000, 3_100, false), ("/c", 2_100, 2_200, true)] {
        let mut writer = store.writer(Source { path: name.into(), ..Source::default() }).unwrap();
        numbered(from, to, "walrus").iter().for_each(|record| writer.insert(record).unwrap());
        if is_kept {
            writer.commit(0, name).unwrap();
        }
    }
    let connection = store.finish().unwrap().into_connection();
    check(&connection);
    assert_eq!(found(&connection, "walrus"), 2_200);
}
