//! The table that `plenary import --rejects` writes, read again when a person has mended it: the columns `source`, `line`,
//! `field`, `reason` and `text` are about a record that was left out, and the others are what is taken in of it.

/// What only such a table has; the order is that of [`Rejects`].
const HEADINGS: [&str; 5] = ["field", "text", "source", "line", "reason"];

/// Fields that such a table asks a person for.
const ASKED: [&str; 6] = ["title", "authors", "session", "room", "start", "abstract"];

/// Where its columns stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rejects {
    field: usize,
    text: usize,
}

impl Rejects {
    /// Finds the columns by their headings; `None` for any other table.
    pub fn find(headings: &[String]) -> Option<Self> {
        let place =
            |name: &str| headings.iter().position(|heading| heading.trim_start_matches('\u{feff}').trim() == name);
        match HEADINGS.map(place) {
            [Some(field), Some(text), Some(_), Some(_), Some(_)] => Some(Self { field, text }),
            _ => None,
        }
    }

    /// The field that was at fault, and has to be mended; `None` when it was the record as a whole, or a person has cleared
    /// the cell, to say that the record is right as it is.
    pub fn field(&self, fields: &[String]) -> Option<&'static str> {
        let field = fields.get(self.field)?.trim();
        ASKED.into_iter().find(|known| *known == field)
    }

    /// The record as its first source had it; `None` when the cell is empty.
    pub fn text<'a>(&self, fields: &'a [String]) -> Option<&'a str> {
        fields.get(self.text).map(String::as_str).filter(|text| !text.is_empty())
    }

    /// Takes away the `'` that keeps a spreadsheet from running a text; `export` put it there where one of these follows.
    pub fn take_guards_off(&self, fields: &mut [String]) {
        for field in fields {
            let is_guarded = field.strip_prefix('\'').is_some_and(|text| {
                let first = text.chars().find(|mark| !mark.is_whitespace() && !matches!(mark, '\u{feff}' | '\u{200b}'));
                text.starts_with(['\t', '\r', '\n'])
                    || matches!(first, Some('=' | '+' | '-' | '@' | '\0' | '＝' | '＋' | '－' | '＠'))
            });
            if is_guarded {
                field.remove(0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_off_the_guards_of_formulas_and_no_other_apostrophe() {
        let mut fields = ["'=1+1", "' -x", "'\tplain", "'s Gravenhage", "'", "=1"].map(str::to_owned);
        Rejects { field: 0, text: 0 }.take_guards_off(&mut fields);
        assert_eq!(fields, ["=1+1", " -x", "\tplain", "'s Gravenhage", "'", "=1"]);
    }

    #[test]
    fn is_known_by_all_its_headings() {
        let headings = |names: &str| names.split(',').map(str::to_owned).collect::<Vec<_>>();
        let found = Rejects::find(&headings("\u{feff}source,line,field,reason,text,title"));
        assert_eq!(found, Some(Rejects { field: 2, text: 4 }));
        assert_eq!(Rejects::find(&headings("source,line,text,title")), None);
    }
}
