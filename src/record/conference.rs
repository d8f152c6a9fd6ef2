//! Conferences: an acronym and a year, whatever a source calls them.

use serde::{Deserialize, Serialize};

use super::title_key;

/// One edition of a conference, such as ICML 2022.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConferenceRecord {
    /// The name as it is given, white space tidied.
    pub name: String,
    /// The name without the year; `None` when nothing else is left.
    pub acronym: Option<String>,
    /// The year, 1900 to 2199; `None` when the name holds none.
    pub year: Option<i16>,
}

impl ConferenceRecord {
    /// Reads "ICML 2022", "2022 ICRA" or "NeurIPS": a word of four digits from 1900 to 2199 is the year.
    ///
    /// ```
    /// let conference = plenary::record::ConferenceRecord::parse("ICML  2022");
    /// assert_eq!(conference.name, "ICML 2022");
    /// assert_eq!((conference.acronym.as_deref(), conference.year), (Some("ICML"), Some(2022)));
    /// ```
    pub fn parse(name: &str) -> Self {
        let words: Vec<&str> = name.split_whitespace().collect();
        let year = words.iter().rev().find_map(|word| year_of(word));
        let rest: Vec<&str> = words.iter().copied().filter(|word| year_of(word).is_none()).collect();
        Self { name: words.join(" "), acronym: Some(rest.join(" ")).filter(|rest| !rest.is_empty()), year }
    }

    /// The conference that proceedings of this title belong to: by its acronym where the title is that of a conference
    /// known by one, else by the title itself. `year` counts when the title holds none.
    ///
    /// ```
    /// use plenary::record::ConferenceRecord;
    ///
    /// let title = "Proceedings of the 39th International Conference on Machine Learning";
    /// assert_eq!(ConferenceRecord::of_proceedings(title, Some(2022)).name, "ICML 2022");
    /// let title = "International Conference on Machine Learning and Applications 2022";
    /// assert_eq!(ConferenceRecord::of_proceedings(title, None).name, title);
    /// ```
    pub fn of_proceedings(title: &str, year: Option<i16>) -> Self {
        let printed = Self::parse(title);
        let year = printed.year.or(year);
        // "(Volume 1: Long Papers)" divides the proceedings, not the conference.
        let plain = title.split_once(" (Volume").map_or(title, |(before, _)| before);
        let key = title_key(plain);
        let words = key.split(' ').filter(|word| !is_of_an_edition(word)).collect::<Vec<_>>().join(" ");
        let words = words
            .strip_prefix("proceedings of the ")
            .or_else(|| words.strip_prefix("proceedings of "))
            .unwrap_or(&words);
        match (acronym_of(words.strip_prefix("the ").unwrap_or(words)), year) {
            (Some(acronym), Some(year)) => Self::parse(&format!("{acronym} {year}")),
            (Some(acronym), None) => Self::parse(acronym),
            (None, Some(year)) if printed.year.is_none() => Self::parse(&format!("{title} {year}")),
            (None, _) => printed,
        }
    }

    /// The conference that a file is named for, such as `icml2019.json` or `emnlp2020_main_papers.csv`; `None` when the name
    /// does not start with an acronym and a year.
    ///
    /// ```
    /// use plenary::record::ConferenceRecord;
    ///
    /// assert_eq!(ConferenceRecord::of_file("data/nips2016.json").map(|conference| conference.name).as_deref(), Some("NeurIPS 2016"));
    /// assert_eq!(ConferenceRecord::of_file("neurips-2025-orals.json").map(|conference| conference.name).as_deref(), Some("NeurIPS 2025"));
    /// assert_eq!(ConferenceRecord::of_file("papers.json"), None);
    /// assert_eq!(ConferenceRecord::of_file("schedule-2022.csv"), None);
    /// ```
    pub fn of_file(path: &str) -> Option<Self> {
        let file = path.rsplit(['/', '\\']).next()?;
        let mut words = file.split(['.', '_', '-', ' ']);
        let first = words.next()?;
        // `icml2019`, or `icml-2019`.
        let (acronym, year) = match words.next().and_then(year_of) {
            Some(year) => (first, year),
            None => {
                let (acronym, year) = first.split_at_checked(first.len().checked_sub(4)?)?;
                (acronym, year_of(year)?)
            }
        };
        if acronym.is_empty() || acronym.len() > 20 || !acronym.chars().all(char::is_alphanumeric) {
            return None;
        }
        let lower = acronym.to_lowercase();
        if NO_ACRONYMS.contains(&lower.as_str()) {
            return None;
        }
        let name = acronym_of(&lower).map_or_else(|| acronym.to_uppercase(), str::to_owned);
        Some(Self::parse(&format!("{name} {year}")))
    }

    /// Whether two records are sure to name two editions: other years, or two short names that differ. A long name may
    /// be that of any acronym.
    ///
    /// ```
    /// use plenary::record::ConferenceRecord;
    ///
    /// let icml = ConferenceRecord::parse("ICML 2022");
    /// assert!(icml.is_other_than(&ConferenceRecord::parse("ICML 2021")));
    /// assert!(icml.is_other_than(&ConferenceRecord::parse("COLT 2022")));
    /// assert!(!icml.is_other_than(&ConferenceRecord::parse("39th Conference on Learning Machines 2022")));
    /// ```
    pub fn is_other_than(&self, other: &Self) -> bool {
        let has_other_year = self.year.is_some() && other.year.is_some() && self.year != other.year;
        let has_other_name = matches!((self.short_name(), other.short_name()), (Some(one), Some(two)) if one != two);
        has_other_year || has_other_name
    }

    /// Whether it is a conference whose names are known to be one's.
    pub fn is_known(&self) -> bool {
        self.acronym.as_deref().is_some_and(|acronym| acronym_of(&acronym.to_lowercase()).is_some())
    }

    /// The acronym in lower case, one for all that a conference goes by; `None` when the name is a long one.
    fn short_name(&self) -> Option<String> {
        let acronym = self.acronym.as_deref()?.to_lowercase();
        match acronym_of(&acronym) {
            Some(known) => Some(known.to_lowercase()),
            None if acronym.contains(' ') => None,
            None => Some(acronym),
        }
    }
}

/// Words that files are called by with a year behind them, and that no conference goes by.
const NO_ACRONYMS: [&str; 36] = [
    "abstracts",
    "accepted",
    "agenda",
    "all",
    "authors",
    "calendar",
    "conference",
    "data",
    "draft",
    "events",
    "export",
    "final",
    "full",
    "list",
    "main",
    "orals",
    "paper",
    "papers",
    "poster",
    "posters",
    "proceedings",
    "program",
    "programm",
    "programme",
    "rejects",
    "rooms",
    "schedule",
    "session",
    "sessions",
    "speakers",
    "submissions",
    "table",
    "talks",
    "times",
    "timetable",
    "workshop",
];

/// The acronym of a conference known by this folded name; `None` when none is.
fn acronym_of(name: &str) -> Option<&'static str> {
    include_str!("conferences.tsv").lines().skip(1).find_map(|line| {
        let (acronym, names) = line.split_once('\t')?;
        (acronym.to_lowercase() == name || names.split('|').any(|known| known == name)).then_some(acronym)
    })
}

fn year_of(word: &str) -> Option<i16> {
    word.parse::<i16>().ok().filter(|year| word.len() == 4 && (1900..2200).contains(year))
}

/// Whether a word tells one edition from another: a year, `39th`, `thirty`, `ninth`, `annual`.
fn is_of_an_edition(word: &str) -> bool {
    const NUMBERS: [&str; 29] = [
        "annual",
        "eighth",
        "eighteenth",
        "eightieth",
        "eleventh",
        "fifteenth",
        "fifth",
        "fiftieth",
        "fifty",
        "first",
        "fortieth",
        "forty",
        "fourteenth",
        "fourth",
        "nineteenth",
        "ninth",
        "second",
        "seventeenth",
        "seventh",
        "sixteenth",
        "sixth",
        "tenth",
        "third",
        "thirteenth",
        "thirtieth",
        "thirty",
        "twelfth",
        "twentieth",
        "twenty",
    ];
    let is_ordinal = word.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let is_numbered = word.len() > is_ordinal.len() && matches!(is_ordinal, "st" | "nd" | "rd" | "th");
    year_of(word).is_some() || is_numbered || NUMBERS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_a_conference_by_the_title_of_its_proceedings() {
        let cases = [
            ("Proceedings of the Thirty-Ninth International Conference on Machine Learning", Some(2022), "ICML 2022"),
            ("Advances in Neural Information Processing Systems", Some(2016), "NeurIPS 2016"),
            (
                "Proceedings of the 60th Annual Meeting of the Association for Computational Linguistics (Volume 1: Long Papers)",
                Some(2022),
                "ACL 2022",
            ),
            (
                "Proceedings of the 2022 Conference on Empirical Methods in Natural Language Processing",
                None,
                "EMNLP 2022",
            ),
            ("Proceedings of the 14th Asian Conference on Machine Learning", Some(2022), "ACML 2022"),
            ("Workshop on Graphs", Some(2021), "Workshop on Graphs 2021"),
            ("International Conference on Learning Representations", None, "ICLR"),
        ];
        for (title, year, expected) in cases {
            assert_eq!(ConferenceRecord::of_proceedings(title, year).name, expected);
        }
    }
}
