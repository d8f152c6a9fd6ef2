//! Files that appear whole or not at all, and streams that fail.

use tempfile::TempDir;

use super::*;

fn answer() -> Answer {
    Answer::of_texts([vec!["new".to_owned(), "row".to_owned()]])
}

/// An answer that does not fit in the buffer.
fn large() -> Answer {
    Answer::of_texts((0..40_000).map(|row| vec![format!("row {row}"), "some text".to_owned()]))
}

/// A stream that fails in one way.
struct Failing(io::ErrorKind);

impl Write for Failing {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Err(self.0.into())
    }
}

fn names(folder: &TempDir) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn complaint(path: &Path) -> String {
    Sink::file(path).unwrap_err().to_string()
}

#[test]
fn a_finished_file_replaces_the_old_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    for _ in 0..2 {
        answer().write("csv", &Options::default(), Sink::file(&path).unwrap()).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "c1,c2\r\nnew,row\r\n");
        assert_eq!(names(&folder), ["a.csv"]);
    }
}

#[test]
fn a_dropped_writer_leaves_the_old_file_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    fs::write(&path, "old").unwrap();
    for format in FORMATS {
        let sink = Sink::file(&path).unwrap();
        let beside = sink.temporary().unwrap().to_path_buf();
        let writer = large().begin(format.name, &Options::default(), sink).unwrap();
        assert!(fs::metadata(&beside).unwrap().len() > 0);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        drop(writer);
        assert_eq!(names(&folder), ["a"]);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    }
}

#[test]
fn refuses_at_once_where_no_file_can_be() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("text"), "x").unwrap();
    fs::write(at("some.db"), b"SQLite format 3\0 and so on").unwrap();
    let here = folder.path().display();
    let table = [
        ("none/a.csv", format!("there is no directory `{here}/none`; make it first")),
        ("", "this is a directory; name a file in it".to_owned()),
        ("new/", "this does not name a file".to_owned()),
        ("some.db", "this is a database, and an answer does not replace one; name another file".to_owned()),
    ];
    for (name, reason) in table {
        assert_eq!(complaint(&at(name)), format!("{}: cannot write: {reason}", at(name).display()));
    }
    assert!(matches!(Sink::file(at("text/a.csv")), Err(Error::File { .. })));
    assert!(matches!(Sink::file(""), Err(Error::File { .. })));
    assert_eq!(names(&folder), ["some.db", "text"]);
}

#[test]
fn a_name_of_full_length_can_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("{}.csv", "n".repeat(251)));
    answer().write("csv", &Options::default(), Sink::file(&path).unwrap()).unwrap();
    assert!(path.exists());
}

#[test]
fn a_closed_reader_is_told_apart_from_a_failing_disk() {
    for format in FORMATS {
        let write = |kind| large().write(format.name, &Options::default(), Sink::stream(Failing(kind)));
        assert!(matches!(write(io::ErrorKind::BrokenPipe), Err(Error::OutputClosed)), "{}", format.name);
        let full = write(io::ErrorKind::StorageFull).unwrap_err();
        assert_eq!(full.to_string(), "standard output: cannot write: no storage space", "{}", format.name);
    }
    let closed = answer().write("csv", &Options::default(), Sink::stream(Failing(io::ErrorKind::BrokenPipe)));
    assert!(matches!(closed, Err(Error::OutputClosed)));
}

#[test]
fn a_stream_that_stops_early_stops_at_the_end_of_a_row() {
    for format in FORMATS {
        let out = Memory::default();
        let answer = large();
        let writer = answer.begin(format.name, &Options::default(), Sink::stream(out.clone())).unwrap();
        drop(writer);
        let written = String::from_utf8(out.0.take()).unwrap();
        let whole = answer.text(format.name, &Options::default());
        assert!(written.len() > 64 * 1024 && whole.starts_with(&written), "{}", format.name);
        assert!(written.ends_with('\n') || written.ends_with('}'), "{}", format.name);
    }
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    #[test]
    fn a_new_file_has_the_permissions_of_any_new_file_and_a_replaced_one_keeps_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let (any, path) = (folder.path().join("any"), folder.path().join("a.csv"));
        fs::write(&any, "").unwrap();
        answer().write("csv", &Options::default(), Sink::file(&path).unwrap()).unwrap();
        assert_eq!(mode(&path), mode(&any));
        for kept in [0o600, 0o664, 0o640] {
            fs::set_permissions(&path, fs::Permissions::from_mode(kept)).unwrap();
            answer().write("csv", &Options::default(), Sink::file(&path).unwrap()).unwrap();
            assert_eq!(mode(&path), kept);
        }
    }

    #[test]
    fn a_link_is_followed_and_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("real")).unwrap();
        fs::write(at("real/old.csv"), "old").unwrap();
        symlink("real/old.csv", at("link.csv")).unwrap();
        symlink("link.csv", at("second.csv")).unwrap();
        symlink("real/new.csv", at("dangling.csv")).unwrap();
        for (link, target) in [("second.csv", "real/old.csv"), ("dangling.csv", "real/new.csv")] {
            answer().write("csv", &Options::default(), Sink::file(at(link)).unwrap()).unwrap();
            assert!(fs::symlink_metadata(at(link)).unwrap().is_symlink());
            assert_eq!(fs::read_to_string(at(target)).unwrap(), "c1,c2\r\nnew,row\r\n");
        }
    }

    #[test]
    fn a_link_to_itself_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("loop.csv");
        symlink("loop.csv", &path).unwrap();
        let expected = format!("{}: cannot write: this is a link that leads back to itself", path.display());
        assert_eq!(complaint(&path), expected);
    }

    #[test]
    fn a_device_is_written_straight() {
        let sink = Sink::file("/dev/null").unwrap();
        assert!(sink.temporary().is_none());
        assert_eq!(answer().write("csv", &Options::default(), sink).unwrap().rows, 1);
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_device_is_a_failure_that_names_it() {
        let failed = answer().write("csv", &Options::default(), Sink::file("/dev/full").unwrap()).unwrap_err();
        assert_eq!(failed.to_string(), "/dev/full: cannot write: No space left on device (os error 28)");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_that_is_open_already_is_appended_to_and_not_replaced() {
        use std::os::fd::AsRawFd;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.csv");
        fs::write(&path, "old\n").unwrap();
        let open = fs::OpenOptions::new().append(true).open(&path).unwrap();
        for name in [format!("/dev/fd/{}", open.as_raw_fd()), format!("/proc/self/fd/{}", open.as_raw_fd())] {
            answer().write("tsv", &Options::default(), Sink::file(name).unwrap()).unwrap();
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), "old\nc1\tc2\nnew\trow\nc1\tc2\nnew\trow\n");
        assert_eq!(names(&folder), ["log.csv"]);
    }
}
