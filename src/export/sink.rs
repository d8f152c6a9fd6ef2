//! Where an answer goes: a stream, or a file that appears whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use crate::error::{Error, Result};

/// Bytes kept before they are handed on; more was measured to gain nothing.
const BUFFER: usize = 64 * 1024;

/// What every SQLite database begins with.
const SQLITE_MAGIC: &[u8] = b"SQLite format 3\0";

/// Links followed before they are taken for a circle, as Linux counts them.
const MAX_LINKS: usize = 40;

/// The place an answer is written to.
///
/// A file is written beside its final place and takes that place when the writer finishes: a reader sees the old
/// file or the new one, never half of one. What is dropped unfinished leaves nothing behind. Bytes are handed on in
/// whole rows, so that a stream that stops early stops at the end of a row.
///
/// ```
/// use plenary::export::{self, Options, Sink};
///
/// # fn main() -> plenary::error::Result<()> {
/// let folder = tempfile::tempdir().unwrap();
/// let path = folder.path().join("authors.csv");
/// let sink = Sink::file(&path)?;
/// assert!(sink.temporary().is_some_and(|beside| beside.exists()));
///
/// let writer = (export::by_name("csv")?.open)(sink, &Options::default())?;
/// assert!(!path.exists());
/// writer.finish()?;
/// assert!(path.exists());
/// # Ok(())
/// # }
/// ```
pub struct Sink {
    destination: Destination,
    buffer: Vec<u8>,
}

enum Destination {
    Stream { name: PathBuf, out: Box<dyn Write> },
    File { name: PathBuf, target: PathBuf, beside: NamedTempFile },
}

impl std::fmt::Debug for Sink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sink").field("name", &self.name()).field("temporary", &self.temporary()).finish_non_exhaustive()
    }
}

impl Sink {
    /// A stream, such as standard output; errors call it that.
    pub fn stream(out: impl Write + 'static) -> Self {
        Self::new(Destination::Stream { name: PathBuf::from("standard output"), out: Box::new(out) })
    }

    /// A file, new or replaced. A link is followed, and what it points at is replaced; the new file keeps the
    /// permissions of the old one. A device or a pipe is written straight.
    ///
    /// # Errors
    ///
    /// [`Error::File`] when the file could not be put there in the end: no such directory, no permission, a directory
    /// of that name, or a database of that name. All this is known before the first row is asked for.
    pub fn file(path: impl AsRef<Path>) -> Result<Self> {
        let name = path.as_ref().to_path_buf();
        match destination(&name) {
            Ok(destination) => Ok(Self::new(destination)),
            Err(error) => Err(Error::file(name, "cannot write", error)),
        }
    }

    /// The unfinished file beside the final one; `None` for a stream. Whoever ends the process without unwinding
    /// keeps a copy of this path and removes the file.
    pub fn temporary(&self) -> Option<&Path> {
        match &self.destination {
            Destination::Stream { .. } => None,
            Destination::File { beside, .. } => Some(beside.path()),
        }
    }

    /// Where the bytes of the next row go.
    pub(super) fn buffer(&mut self) -> &mut Vec<u8> {
        &mut self.buffer
    }

    /// Says that a row is complete; hands the buffer on when it is full.
    pub(super) fn row_done(&mut self) -> Result<()> {
        if self.buffer.len() >= BUFFER { self.drain() } else { Ok(()) }
    }

    /// Hands everything on; a file is now safe on the disk and in its place.
    pub(super) fn finish(mut self) -> Result<()> {
        self.drain()?;
        match self.destination {
            Destination::Stream { name, mut out } => out.flush().map_err(|error| failed(&name, error)),
            Destination::File { name, target, beside } => {
                beside.as_file().sync_all().map_err(|error| failed(&name, error))?;
                beside.persist(&target).map_err(|refused| failed(&name, refused.error))?;
                // The new file is in place and whole. Some file systems and some permissions do not let a directory
                // be synced; to call that a failure would be untrue.
                let _ = File::open(parent(&target)).and_then(|directory| directory.sync_all());
                Ok(())
            }
        }
    }

    fn new(destination: Destination) -> Self {
        Self { destination, buffer: Vec::with_capacity(BUFFER + BUFFER / 4) }
    }

    fn name(&self) -> &Path {
        match &self.destination {
            Destination::Stream { name, .. } | Destination::File { name, .. } => name,
        }
    }

    fn drain(&mut self) -> Result<()> {
        let written = match &mut self.destination {
            Destination::Stream { out, .. } => out.write_all(&self.buffer),
            Destination::File { beside, .. } => beside.as_file_mut().write_all(&self.buffer),
        };
        self.buffer.clear();
        written.map_err(|error| failed(self.name(), error))
    }
}

fn failed(name: &Path, error: io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Error::OutputClosed,
        _ => Error::file(name, "cannot write", error),
    }
}

fn destination(name: &Path) -> io::Result<Destination> {
    let target = follow_links(name)?;
    let old = match fs::metadata(&target) {
        Ok(old) => Some(old),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    match &old {
        Some(old) if old.is_dir() => return Err(io::Error::other("this is a directory; name a file in it")),
        Some(old) if !old.is_file() || is_open_elsewhere(&target) => {
            // Appending keeps what `>>` of a shell is there to keep; a device does not mind.
            let out = OpenOptions::new().append(true).open(&target)?;
            return Ok(Destination::Stream { name: name.to_path_buf(), out: Box::new(out) });
        }
        Some(_) => refuse_what_must_stay(&target)?,
        None => refuse_what_cannot_be(&target)?,
    }
    let beside = create_beside(&target, old.as_ref())?;
    Ok(Destination::File { name: name.to_path_buf(), target, beside })
}

/// What the path stands for in the end, whether that exists or not.
fn follow_links(name: &Path) -> io::Result<PathBuf> {
    let mut path = name.to_path_buf();
    for _ in 0..MAX_LINKS {
        // `/dev/stdout` ends in a link whose text is no path, such as `pipe:[4711]`.
        if is_open_elsewhere(&path) || !fs::symlink_metadata(&path).is_ok_and(|found| found.is_symlink()) {
            return Ok(path);
        }
        let link = fs::read_link(&path)?;
        path = parent(&path).join(link);
    }
    Err(io::Error::other("this is a link that leads back to itself"))
}

/// Whether this path is a name for a file that a process has open already, such as `/dev/fd/3`.
fn is_open_elsewhere(path: &Path) -> bool {
    parent(path).canonicalize().is_ok_and(|folder| folder.starts_with("/proc") || folder.starts_with("/dev/fd"))
}

/// Refuses to replace a file that this person may not write, and a database.
fn refuse_what_must_stay(target: &Path) -> io::Result<()> {
    OpenOptions::new().append(true).open(target)?;
    // Not to be able to read it is no reason to refuse.
    let mut head = Vec::new();
    let _ = File::open(target).and_then(|file| file.take(SQLITE_MAGIC.len() as u64).read_to_end(&mut head));
    match head == SQLITE_MAGIC {
        true => Err(io::Error::other("this is a database, and an answer does not replace one; name another file")),
        false => Ok(()),
    }
}

/// Refuses a name at which no file can be.
fn refuse_what_cannot_be(target: &Path) -> io::Result<()> {
    let folder = parent(target);
    if target.file_name().is_none() || target.as_os_str().as_encoded_bytes().ends_with(b"/") {
        return Err(io::Error::other("this does not name a file"));
    }
    match fs::metadata(folder) {
        Ok(found) if found.is_dir() => Ok(()),
        Ok(_) => Err(io::Error::other(format!("`{}` is not a directory", folder.display()))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(io::Error::other(format!("there is no directory `{}`; make it first", folder.display())))
        }
        Err(error) => Err(error),
    }
}

fn create_beside(target: &Path, old: Option<&fs::Metadata>) -> io::Result<NamedTempFile> {
    // A short name of its own: the name of the target may already be as long as names can be.
    let mut builder = Builder::new();
    builder.prefix(".plenary-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As a shell makes a new file: the umask takes away from this what it takes away from all.
        let mode = old.map_or(0o666, |old| old.permissions().mode());
        builder.permissions(fs::Permissions::from_mode(mode & 0o777));
    }
    // The error of `tempfile` names the file beside, which nobody asked for; its kind says what is wrong.
    let beside = builder.tempfile_in(parent(target)).map_err(|error| match error.kind() {
        io::ErrorKind::PermissionDenied => {
            io::Error::other(format!("no permission to make a file in `{}`", parent(target).display()))
        }
        kind => io::Error::from(kind),
    })?;
    if let Some(old) = old {
        // Without it the file is only more private than the old one was.
        let _ = beside.as_file().set_permissions(old.permissions());
    }
    Ok(beside)
}

fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
