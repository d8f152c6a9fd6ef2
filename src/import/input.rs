//! One file to read: opened, decompressed, peeked into, hashed.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::encoding;
use crate::error::{Error, Place, Result};

/// How much of the content a format may look at to recognise it, in bytes.
const HEAD: u64 = 4096;

/// How much text one file may hold once it is decompressed, in bytes: hundreds of times the largest page known, and
/// small enough that a decompression bomb does no harm.
const LONGEST_TEXT: u64 = 64 << 20;

/// How much a source that cannot be read twice (a pipe) may hold, in bytes, compressed or not.
const LONGEST_PIPE: u64 = 256 << 20;

trait Source: Read + Seek {}
impl<T: Read + Seek> Source for T {}

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
    sha256: String,
    head: Vec<u8>,
    content: Box<dyn Read>,
}

impl Input {
    /// Opens a file, or standard input for `-`. It is read once for its hash; reading it again starts at its head.
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
        let sha256 = hash(&mut file).map_err(refused)?;
        file.rewind().map_err(refused)?;
        Self::build(source, sha256, Box::new(file))
    }

    /// Takes bytes that are already in memory for a file of this name.
    ///
    /// # Errors
    /// [`Error::Malformed`] when they are compressed and damaged.
    pub fn from_bytes(source: impl Into<String>, bytes: Vec<u8>) -> Result<Self> {
        let sha256 = hex(&Sha256::digest(&bytes));
        Self::build(source.into(), sha256, Box::new(Cursor::new(bytes)))
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

    fn build(source: String, sha256: String, mut raw: Box<dyn Source>) -> Result<Self> {
        let mut magic = Vec::new();
        let mut unreadable = |error| Error::file(PathBuf::from(&source), "cannot read", error);
        raw.by_ref().take(4).read_to_end(&mut magic).map_err(&mut unreadable)?;
        raw.rewind().map_err(&mut unreadable)?;
        let mut content: Box<dyn Read> = match magic.as_slice() {
            [0x1f, 0x8b, ..] => Box::new(flate2::read::MultiGzDecoder::new(BufReader::new(raw))),
            [0x28, 0xb5, 0x2f, 0xfd] => Box::new(zstd::Decoder::new(raw).map_err(&mut unreadable)?),
            _ => Box::new(raw),
        };
        let mut head = Vec::new();
        content.by_ref().take(HEAD).read_to_end(&mut head).map_err(|error| damaged(&source, &error))?;
        Ok(Self { source, sha256, head, content })
    }

    /// The file as the user named it.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// SHA-256 of the bytes as they lie on the disk, in lower-case hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The first 4 KiB of the decompressed content, or less where there is less.
    pub fn head(&self) -> &[u8] {
        &self.head
    }

    /// The decompressed content from its first byte on, for formats that read it as a stream.
    pub fn reader(self) -> impl BufRead + use<> {
        BufReader::with_capacity(64 << 10, Cursor::new(self.head).chain(self.content))
    }

    /// As [`Input::reader`], with UTF-16 turned into UTF-8 and without a byte-order mark. That it is UTF-8 is for the format
    /// to see.
    ///
    /// # Errors
    /// [`Error::Malformed`] for UTF-16 that is damaged or longer than 64 MiB.
    pub fn utf8_reader(self) -> Result<Box<dyn BufRead>> {
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
