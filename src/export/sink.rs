//! Where bytes go: standard output, or a file that is replaced whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::error::{Error, Result};

/// A place to write to.
///
/// ```
/// use std::io::Write;
/// use plenary::export::Sink;
///
/// let folder = tempfile::tempdir().expect("a folder");
/// let path = folder.path().join("authors.csv");
/// let mut sink = Sink::file(&path)?;
/// sink.write_all(b"author\n").expect("room");
/// assert!(!path.exists());
/// sink.finish()?;
/// assert_eq!(std::fs::read(&path).expect("the file"), b"author\n");
/// # Ok::<(), plenary::error::Error>(())
/// ```
pub struct Sink {
    target: Target,
}

enum Target {
    Stream(Box<dyn Write>),
    File { file: NamedTempFile, path: PathBuf },
}

impl Sink {
    /// Writes to a stream as it comes.
    pub fn stream(stream: impl Write + 'static) -> Self {
        Self { target: Target::Stream(Box::new(stream)) }
    }

    /// Writes a file beside the one of this path and puts it in its place at the end. A link is followed; what is no
    /// regular file (`/dev/null`, a pipe) is written to as it is.
    ///
    /// # Errors
    /// [`Error::File`] when the folder is not there or cannot be written to, or the path is a folder; [`Error::Usage`]
    /// when it is an SQLite database.
    pub fn file(path: &Path) -> Result<Self> {
        let refused = |error| Error::file(path, "cannot write", error);
        let path = match path.canonicalize() {
            Ok(path) => path,
            Err(error) if error.kind() == io::ErrorKind::NotFound => path.to_path_buf(),
            Err(error) => return Err(refused(error)),
        };
        let known = fs::metadata(&path).ok();
        if let Some(metadata) = &known {
            if metadata.is_dir() {
                return Err(refused(io::Error::from(io::ErrorKind::IsADirectory)));
            }
            if !metadata.is_file() {
                return Ok(Self::stream(File::options().write(true).open(&path).map_err(refused)?));
            }
            if is_database(&path) {
                return Err(Error::usage(
                    format!("{} is a database; an answer would replace it", path.display()),
                    "choose another file for --output",
                ));
            }
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        builder.prefix(".plenary-").suffix(".part");
        // A new file gets what any new file gets; one that is replaced keeps its permissions.
        #[cfg(unix)]
        let builder = builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder.tempfile_in(folder).map_err(refused)?;
        if let Some(metadata) = known {
            file.as_file().set_permissions(metadata.permissions()).map_err(refused)?;
        }
        Ok(Self { target: Target::File { file, path } })
    }

    /// The file that is half written, to be removed if the process is ended; `None` for a stream.
    pub fn half_file(&self) -> Option<PathBuf> {
        match &self.target {
            Target::Stream(_) => None,
            Target::File { file, .. } => Some(file.path().to_path_buf()),
        }
    }

    /// Writes what is left; a file is synced to the disk and put in its place.
    ///
    /// # Errors
    /// [`Error::File`] when the disk is full or fails, and the old file is kept; [`Error::OutputClosed`] when the
    /// reader of a stream went away.
    pub fn finish(self) -> Result<()> {
        match self.target {
            Target::Stream(mut stream) => stream.flush().map_err(in_words),
            Target::File { file, path } => {
                let refused = |error| Error::file(&path, "cannot write", error);
                file.as_file().sync_all().map_err(refused)?;
                file.persist(&path).map_err(|error| refused(error.error))?;
                // The new name is on the disk once the folder is; where folders cannot be opened, there is no need to.
                if let Some(folder) = path.parent().and_then(|folder| File::open(folder).ok()) {
                    let _ = folder.sync_all();
                }
                Ok(())
            }
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.target {
            Target::Stream(stream) => stream.write(bytes),
            Target::File { file, .. } => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.target {
            Target::Stream(stream) => stream.flush(),
            Target::File { file, .. } => file.flush(),
        }
    }
}

/// What a failed write means.
pub fn in_words(error: io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Error::OutputClosed,
        _ => Error::file("output", "cannot write", error),
    }
}

fn is_database(path: &Path) -> bool {
    let mut start = [0; 16];
    let read = File::open(path).and_then(|mut file| io::Read::read_exact(&mut file, &mut start));
    read.is_ok() && start.starts_with(b"SQLite format 3\0")
}
