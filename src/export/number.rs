//! Numbers and bytes in letters, the same in every format.

use std::io::Write;

const HEX: &[u8; 16] = b"0123456789abcdef";

/// Appends a whole number.
pub(super) fn push_integer(out: &mut Vec<u8>, value: i64) {
    out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
}

/// Appends the shortest number that reads back as this one, always with a point or an exponent, so that 1.0 does not
/// come back as a whole number. Infinity is `Inf`, as SQLite prints it.
pub(super) fn push_real(out: &mut Vec<u8>, value: f64) {
    if value.is_finite() {
        write!(out, "{value:?}").expect("memory takes every byte");
    } else if value.is_nan() {
        out.extend_from_slice(b"NaN");
    } else {
        out.extend_from_slice(if value > 0.0 { b"Inf" } else { b"-Inf" });
    }
}

/// Appends bytes in lower-case hexadecimal, two digits each.
pub(super) fn push_hex(out: &mut Vec<u8>, bytes: &[u8]) {
    out.reserve(bytes.len() * 2);
    for byte in bytes {
        out.extend([byte >> 4, byte & 15].iter().filter_map(|digit| HEX.get(usize::from(*digit))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(push: impl Fn(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        push(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn writes_a_real_so_that_it_reads_back_as_the_same_real() {
        let table = [
            (1.0, "1.0"),
            (-0.0, "-0.0"),
            (0.1, "0.1"),
            (0.1 + 0.2, "0.30000000000000004"),
            (1e15, "1000000000000000.0"),
            (1e16, "1e16"),
            (1e-7, "1e-7"),
            (f64::MAX, "1.7976931348623157e308"),
            (f64::MIN_POSITIVE, "2.2250738585072014e-308"),
        ];
        for (value, expected) in table {
            let text = written(|out| push_real(out, value));
            assert_eq!(text, expected);
            assert_eq!(text.parse::<f64>().unwrap().to_bits(), value.to_bits());
        }
    }

    #[test]
    fn names_what_is_no_number() {
        for (value, expected) in [(f64::INFINITY, "Inf"), (f64::NEG_INFINITY, "-Inf"), (f64::NAN, "NaN")] {
            assert_eq!(written(|out| push_real(out, value)), expected);
        }
    }

    #[test]
    fn writes_bytes_in_lower_case_hexadecimal() {
        assert_eq!(written(|out| push_hex(out, &[0x00, 0x0f, 0xa0, 0xff])), "000fa0ff");
        assert_eq!(written(|out| push_hex(out, &[])), "");
    }
}
