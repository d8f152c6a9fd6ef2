//! How much two spellings of a name say that they are one person's.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::name_key;

/// How alike two spellings are. What it proves depends on where they stand: at one place of one paper in two sources,
/// [`Likeness::Close`] is enough; of two strangers it says nothing.
///
/// ```
/// use plenary::record::Likeness;
///
/// assert_eq!(Likeness::of("Germán Kruszewski", "German Kruszewski"), Likeness::Same);
/// assert_eq!(Likeness::of("Samuel Cohen", "Samuel N. Cohen"), Likeness::Same);
/// assert_eq!(Likeness::of("S. Cohen", "Samuel Cohen"), Likeness::Close);
/// assert_eq!(Likeness::of("Sebastian Bach", "Sebastian Lapuschkin"), Likeness::Weak);
/// assert_eq!(Likeness::of("Yue Li", "Wei Zhang"), Likeness::None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// Nothing in common.
    None,
    /// One word in common.
    Weak,
    /// An initial for a name, another order of words, or a letter or two apart.
    Close,
    /// The same but for accents, case, punctuation and middle names.
    Same,
}

/// Above this, two names differ by a slip of the pen: one letter of eight, or two of ten.
const SLIP: f64 = 0.8;

impl Likeness {
    /// Compares two spellings.
    pub fn of(one: &str, other: &str) -> Self {
        let (one, other) = (plain_key(one), plain_key(other));
        if one == other {
            return Likeness::Same;
        }
        let (words, others): (Vec<&str>, Vec<&str>) = (one.split(' ').collect(), other.split(' ').collect());
        let (short, long) = if words.len() <= others.len() { (&words, &others) } else { (&others, &words) };
        if short.len() > 1 && short.first() == long.first() && short.last() == long.last() && is_within(short, long) {
            return Likeness::Same;
        }
        let is_reordered = {
            let (mut words, mut others) = (words.clone(), others.clone());
            words.sort_unstable();
            others.sort_unstable();
            words == others
        };
        let is_abbreviated = short.len() > 1 && short.last() == long.last() && is_within(short, long);
        if is_reordered || is_abbreviated || strsim::normalized_damerau_levenshtein(&one, &other) >= SLIP {
            return Likeness::Close;
        }
        if words.iter().any(|word| word.len() > 2 && others.contains(word)) { Likeness::Weak } else { Likeness::None }
    }
}

/// Whether every word of the shorter name stands in the longer one, in order, whole or as an initial of either.
fn is_within(short: &[&str], long: &[&str]) -> bool {
    let mut rest = long.iter();
    short.iter().all(|word| {
        rest.any(|other| {
            other.starts_with(word) && word.len() == 1 || word.starts_with(other) && other.len() == 1 || word == other
        })
    })
}

/// The folded name without accents and punctuation; letters that are no accented ones of Latin are spelt out (ø as o, ß
/// as ss), because Unicode does not divide them.
///
/// ```
/// assert_eq!(plenary::record::plain_key("Stanisław  Jastrzębski-Müller"), "stanislaw jastrzebski muller");
/// ```
pub fn plain_key(name: &str) -> String {
    let key = name_key(name);
    let mut plain = String::with_capacity(key.len());
    for letter in key.nfd().filter(|letter| !is_combining_mark(*letter)) {
        match letter {
            'ı' => plain.push('i'),
            'ø' => plain.push('o'),
            'ł' => plain.push('l'),
            'đ' | 'ð' => plain.push('d'),
            'þ' => plain.push_str("th"),
            'ß' => plain.push_str("ss"),
            'æ' => plain.push_str("ae"),
            'œ' => plain.push_str("oe"),
            letter if letter.is_alphanumeric() => plain.push(letter),
            '\'' | '’' | '‘' | '`' | 'ʼ' => {}
            _ if plain.is_empty() || plain.ends_with(' ') => {}
            _ => plain.push(' '),
        }
    }
    plain.truncate(plain.trim_end().len());
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_a_slip_from_a_stranger() {
        let cases = [
            ("Nicolò Cesa-Bianchi", "Nicolo Cesa-bianchi", Likeness::Same),
            ("João F. Henriques", "Joao Henriques", Likeness::Same),
            ("Thomas L. Griffiths", "Tom Griffiths", Likeness::Weak),
            ("Zhang Yu", "Yu Zhang", Likeness::Close),
            ("Yue Li", "Yue Ming Li", Likeness::Same),
            ("Kristian Kersting", "Kristian Kerstnig", Likeness::Close),
            ("Mausam", "Mausam", Likeness::Same),
            ("M. Cenk Çavuşoğlu", "M. Cenk Çavușoğlu", Likeness::Same),
            ("Wei Zhang", "Jie Chen", Likeness::None),
        ];
        for (one, other, expected) in cases {
            assert_eq!(Likeness::of(one, other), expected, "{one} / {other}");
            assert_eq!(Likeness::of(other, one), expected, "{other} / {one}");
        }
    }
}
