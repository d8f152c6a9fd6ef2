//! Bytes to text, and a clear word when they are none.

use crate::error::{Error, Place, Result};

/// Reads UTF-8 with or without a byte-order mark, or UTF-16 with one. The mark is dropped.
///
/// # Errors
/// [`Error::Malformed`] with the byte position, from 0, and the line.
pub fn decode(source: String, bytes: Vec<u8>) -> Result<String> {
    match bytes.as_slice() {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Err(Error::Malformed {
            place: Place { source, line: None },
            reason: "is UTF-32 (its first 4 bytes say so)".into(),
            help: "save it as UTF-8".into(),
        }),
        [0xff, 0xfe, rest @ ..] => decode_utf16(source, rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => decode_utf16(source, rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => decode_utf8(source, rest.to_vec(), 3),
        _ => decode_utf8(source, bytes, 0),
    }
}

/// `skipped` bytes stood before `bytes` in the file.
fn decode_utf8(source: String, bytes: Vec<u8>, skipped: usize) -> Result<String> {
    if let Some(position) = bytes.iter().position(|&byte| byte == 0) {
        return Err(wrong_byte(
            source,
            bytes.get(..position).unwrap_or_default(),
            0,
            skipped + position,
            "text holds no zero bytes; if this is UTF-16 without a byte-order mark, save it as UTF-8",
        ));
    }
    String::from_utf8(bytes).map_err(|error| {
        let position = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        let byte = bytes.get(position).copied().unwrap_or_default();
        let help = "it is neither UTF-8 nor UTF-16 with a byte-order mark; Latin-1 and Windows-1252 files are made \
                    readable with `iconv -f WINDOWS-1252 -t UTF-8`";
        wrong_byte(source, bytes.get(..position).unwrap_or_default(), byte, skipped + position, help)
    })
}

fn decode_utf16(source: String, bytes: &[u8], unit_of: fn([u8; 2]) -> u16) -> Result<String> {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(pairs.len());
    for decoded in char::decode_utf16(pairs.iter().map(|pair| unit_of(*pair))) {
        match decoded {
            Ok(character) => text.push(character),
            Err(error) => {
                // Every character before the fault took as many units as UTF-16 gives it; the mark took one.
                let position = 2 * (1 + text.encode_utf16().count());
                return Err(Error::Malformed {
                    place: Place { source, line: Some(line_of(text.as_bytes())) },
                    reason: format!(
                        "is not UTF-16: half a pair (0x{:04x}) at byte {position}",
                        error.unpaired_surrogate()
                    ),
                    help: "the file says by its first bytes that it is UTF-16; save it as UTF-8".into(),
                });
            }
        }
    }
    if odd.is_empty() {
        return Ok(text);
    }
    Err(Error::Malformed {
        place: Place { source, line: Some(line_of(text.as_bytes())) },
        reason: format!("is UTF-16 and ends within a character, at byte {}", bytes.len() + 1),
        help: "the file is cut short; fetch it again".into(),
    })
}

fn wrong_byte(source: String, before: &[u8], byte: u8, position: usize, help: &str) -> Error {
    Error::Malformed {
        place: Place { source, line: Some(line_of(before)) },
        reason: format!("is not UTF-8 text: byte 0x{byte:02x} at byte {position}"),
        help: help.to_owned(),
    }
}

fn line_of(before: &[u8]) -> u64 {
    1 + before.iter().filter(|&&byte| byte == b'\n').count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_three_encodings_and_names_the_byte_of_any_other() {
        let cases: [(&[u8], std::result::Result<&str, &str>); 10] = [
            (b"Germ\xc3\xa1n", Ok("Germán")),
            (b"\xef\xbb\xbfSession", Ok("Session")),
            (b"\xff\xfeS\x00\xe1\x00", Ok("Sá")),
            (b"\xfe\xff\x00S\x00\xe1", Ok("Sá")),
            (b"", Ok("")),
            (b"a\nGerm\xe1n", Err("page:2: is not UTF-8 text: byte 0xe1 at byte 6")),
            (b"\xef\xbb\xbfa\xff", Err("page:1: is not UTF-8 text: byte 0xff at byte 4")),
            (b"a\x00b", Err("page:1: is not UTF-8 text: byte 0x00 at byte 1")),
            (b"\xff\xfe\n\x00\x00\xd8a\x00", Err("page:2: is not UTF-16: half a pair (0xd800) at byte 4")),
            (b"\xff\xfea\x00b", Err("page:1: is UTF-16 and ends within a character, at byte 4")),
        ];
        for (bytes, expected) in cases {
            let decoded = decode("page".into(), bytes.to_vec()).map_err(|error| error.to_string());
            assert_eq!(decoded.as_deref().map_err(String::as_str), expected, "{bytes:?}");
        }
    }
}
