//! One file to read: opened, decompressed, peeked into, hashed.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{self, JoinHandle};

use sha2::{Digest, Sha256};

use super::encoding;
use crate::error::{Error, Place, Result};

/// How much of the content a format may look at to recognise it, in bytes.
const HEAD: usize = 4096;

/// How much text one file may hold once it is decompressed, in bytes: hundreds of times the largest page known, and
/// small enough that a decompression bomb does no harm.
const LONGEST_TEXT: u64 = 64 << 20;

/// How much a source that cannot be read twice (a pipe) may hold, in bytes, compressed or not.
const LONGEST_PIPE: u64 = 256 << 20;

/// From how many bytes on a file is hashed by a thread of its own.
const LARGE: u64 = 1 << 20;

trait Source: Read + Seek + Send {}
impl<T: Read + Seek + Send> Source for T {}

/// One file to read. `-` is standard input; gzip and Zstandard are recognised by their first bytes.
///
/// ```
/// use plenary::import::Input;
///
/// let input = Input::from_bytes("page.txt", b"Session\nGraphs\n".to_vec())?;
/// assert_eq!(input.text()?, "Session\nGraphs\n");
/// # Ok::<(), plenary::error::Error>(())
/// ```
pub struct Input {
    source: String,
    fingerprint: Fingerprint,
    head: Vec<u8>,
    content: Box<dyn Read + Send>,
    bytes_read: Arc<AtomicU64>,
}

impl Input {
    /// Opens a file, or standard input for `-`.
    ///
    /// # Errors
    /// [`Error::File`] when it cannot be read; [`Error::Malformed`] when it is compressed and damaged, or too long.
    pub fn open(path: &Path) -> Result<Self> {
        let source = path.display().to_string();
        if path == Path::new("-") {
            return Self::from_pipe(source, io::stdin());
        }
        let refused = |error| Error::file(path, "cannot read", error);
        let mut file = File::open(path).map_err(refused)?;
        let metadata = file.metadata().map_err(refused)?;
        if !metadata.is_file() {
            return Self::from_pipe(source, file);
        }
        let fingerprint = match metadata.len() {
            ..LARGE => {
                let sha256 = hash(&mut file).map_err(refused)?;
                file.rewind().map_err(refused)?;
                Fingerprint::Known(sha256)
            }
            _ => {
                let path = path.to_path_buf();
                Fingerprint::Coming(thread::spawn(move || {
                    let refused = |error| Error::file(&path, "cannot read", error);
                    hash(File::open(&path).map_err(refused)?).map_err(refused)
                }))
            }
        };
        Self::build(source, fingerprint, Box::new(file))
    }

    /// Takes bytes that are already in memory for a file of this name.
    ///
    /// # Errors
    /// [`Error::Malformed`] when they are compressed and damaged.
    pub fn from_bytes(source: impl Into<String>, bytes: Vec<u8>) -> Result<Self> {
        let fingerprint = Fingerprint::Known(hex(&Sha256::digest(&bytes)));
        Self::build(source.into(), fingerprint, Box::new(Cursor::new(bytes)))
    }

    fn from_pipe(source: String, pipe: impl Read) -> Result<Self> {
        let mut bytes = Vec::new();
        pipe.take(LONGEST_PIPE + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| Error::file(&source, "cannot read", error))?;
        if bytes.len() as u64 > LONGEST_PIPE {
            return Err(too_long(source, LONGEST_PIPE));
        }
        Self::from_bytes(source, bytes)
    }

    fn build(source: String, fingerprint: Fingerprint, mut raw: Box<dyn Source>) -> Result<Self> {
        let mut magic = Vec::new();
        let mut unreadable = |error| Error::file(PathBuf::from(&source), "cannot read", error);
        raw.by_ref().take(4).read_to_end(&mut magic).map_err(&mut unreadable)?;
        raw.rewind().map_err(&mut unreadable)?;
        let bytes_read = Arc::new(AtomicU64::new(0));
        let raw = Counted { raw, bytes_read: Arc::clone(&bytes_read) };
        let mut content: Box<dyn Read + Send> = match magic.as_slice() {
            [0x1f, 0x8b, ..] => Box::new(flate2::read::MultiGzDecoder::new(BufReader::new(raw))),
            [0x28, 0xb5, 0x2f, 0xfd] => Box::new(zstd::Decoder::new(raw).map_err(&mut unreadable)?),
            _ => Box::new(raw),
        };
        let mut head = Vec::with_capacity(HEAD);
        content.by_ref().take(HEAD as u64).read_to_end(&mut head).map_err(|error| damaged(&source, &error))?;
        Ok(Self { source, fingerprint, head, content, bytes_read })
    }

    /// The file as the user named it.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What the file is known by. It can be taken once; it is that of no bytes afterwards.
    pub fn take_fingerprint(&mut self) -> Fingerprint {
        std::mem::replace(&mut self.fingerprint, Fingerprint::Known(hex(&Sha256::digest([]))))
    }

    /// The first 4 KiB of the decompressed content, or less where there is less.
    pub fn head(&self) -> &[u8] {
        &self.head
    }

    /// How many bytes were read so far, as they lie on the disk; it counts on while the content is read.
    pub fn bytes_read(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.bytes_read)
    }

    /// Whether there is more than the head.
    pub fn is_long(&self) -> bool {
        self.head.len() == HEAD
    }

    /// The decompressed content from its first byte on, for formats that read it as a stream.
    pub fn reader(self) -> impl BufRead + Send + use<> {
        BufReader::with_capacity(64 << 10, Cursor::new(self.head).chain(self.content))
    }

    /// As [`Input::reader`], with UTF-16 turned into UTF-8 and without a byte-order mark. That it is UTF-8 is for the format
    /// to see.
    ///
    /// # Errors
    /// [`Error::Malformed`] for UTF-16 that is damaged or longer than 64 MiB.
    pub fn utf8_reader(self) -> Result<Box<dyn BufRead + Send>> {
        let has_wide_mark = matches!(self.head.as_slice(), [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
        if has_wide_mark {
            return Ok(Box::new(Cursor::new(self.text()?.into_bytes())));
        }
        let mut input = self;
        if input.head.starts_with(&[0xef, 0xbb, 0xbf]) {
            input.head.drain(..3);
        }
        Ok(Box::new(input.reader()))
    }

    /// The whole content as text: UTF-8 with or without a byte-order mark, or UTF-16 with one.
    ///
    /// # Errors
    /// [`Error::Malformed`] for any other encoding, with the position of the byte that is wrong; for a damaged
    /// compressed file; for a text of more than 64 MiB.
    pub fn text(self) -> Result<String> {
        let Self { source, head, content, .. } = self;
        let mut bytes = head;
        let room = LONGEST_TEXT + 1 - bytes.len() as u64;
        content.take(room).read_to_end(&mut bytes).map_err(|error| damaged(&source, &error))?;
        if bytes.len() as u64 > LONGEST_TEXT {
            return Err(too_long(source, LONGEST_TEXT));
        }
        encoding::decode(source, bytes)
    }
}

/// Counts what is read.
struct Counted {
    raw: Box<dyn Source>,
    bytes_read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.raw.read(buffer)?;
        self.bytes_read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// SHA-256 of the bytes of a file as they lie on the disk. That of a large file is found while it is read.
///
/// ```
/// let mut input = plenary::import::Input::from_bytes("page.txt", b"abc".to_vec())?;
/// assert!(input.take_fingerprint().sha256()?.starts_with("ba7816bf"));
/// # Ok::<(), plenary::error::Error>(())
/// ```
pub enum Fingerprint {
    /// In lower-case hexadecimal.
    Known(String),
    /// It will be known when the thread ends.
    Coming(JoinHandle<Result<String>>),
}

impl Fingerprint {
    /// The digest in lower-case hexadecimal, waited for where it is still to come.
    ///
    /// # Errors
    /// [`Error::File`] when the file cannot be read (any more).
    pub fn sha256(&mut self) -> Result<String> {
        let sha256 = match std::mem::replace(self, Fingerprint::Known(String::new())) {
            Fingerprint::Known(sha256) => sha256,
            Fingerprint::Coming(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?,
        };
        *self = Fingerprint::Known(sha256.clone());
        Ok(sha256)
    }
}

fn too_long(source: String, limit: u64) -> Error {
    Error::Malformed {
        place: Place { source, line: None },
        reason: format!("holds more than {} MiB of text", limit >> 20),
        help: "a session page is far smaller; give the pages one by one".into(),
    }
}

fn damaged(source: &str, error: &io::Error) -> Error {
    Error::Malformed {
        place: Place { source: source.to_owned(), line: None },
        reason: format!("cannot be read to its end: {error}"),
        help: "a compressed file may be damaged or cut short; fetch it again".into(),
    }
}

/// SHA-256 of all that the reader yields.
fn hash(reader: impl Read) -> io::Result<String> {
    let mut reader = BufReader::with_capacity(64 << 10, reader);
    let mut hasher = Sha256::new();
    loop {
        let chunk = reader.fill_buf()?;
        if chunk.is_empty() {
            return Ok(hex(&hasher.finalize()));
        }
        hasher.update(chunk);
        let length = chunk.len();
        reader.consume(length);
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
