//! What each source says of a paper, and which of them is believed.
//!
//! The order: per field, the source of the lowest rank that says anything ([`Source::rank`](super::Source::rank)), and
//! of two with one rank the one imported last. Addresses of all sources are kept, in that order. An author's
//! affiliation comes from the next source with as many authors where the first gives none.

use serde_json::{Map, Value, json};

use crate::record::{AuthorRecord, PaperRecord};

/// What one source says, by field; null where it says nothing.
pub type Claims = Map<String, Value>;

/// One source of a paper.
pub struct Claimant {
    /// Its import.
    pub import_id: i64,
    /// The line of the paper in it, from 1.
    pub line: u64,
    /// How much it is believed; less is more.
    pub rank: u8,
    /// What it says.
    pub claims: Claims,
}

impl Claimant {
    /// Whether everything that it says is believed already.
    pub fn adds_nothing_to(&self, believed: &Claims) -> bool {
        self.claims.iter().all(|(field, value)| value.is_null() || believed.get(field) == Some(value))
    }
}

/// What a record says.
pub fn of_record(record: &PaperRecord, conference: Option<&str>) -> Claims {
    let list = |values: &[String]| if values.is_empty() { Value::Null } else { json!(values) };
    // As a row of the database holds them: the printed name and the affiliation.
    let authors: Vec<AuthorRecord> = record
        .authors
        .iter()
        .map(|author| AuthorRecord { name: author.name.undivided(), orcid: None, ..author.clone() })
        .collect();
    let authors = if authors.is_empty() { Value::Null } else { json!(authors) };
    let fields = [
        ("abstract", json!(record.abstract_text)),
        ("authors", authors),
        ("conference", json!(conference)),
        ("doi", json!(record.doi)),
        ("keywords", list(&record.keywords)),
        ("links", list(&record.links)),
        ("pages", json!(record.pages)),
        ("status", json!(record.status)),
        ("title", json!(record.title)),
        ("track", json!(record.track)),
        ("url", json!(record.url)),
    ];
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// What is believed of all that the sources say. They are sorted on the way, the most believed first.
pub fn resolve(claimants: &mut [Claimant]) -> Claims {
    claimants.sort_by_key(|claimant| (claimant.rank, std::cmp::Reverse((claimant.import_id, claimant.line))));
    let mut believed = Claims::new();
    for claimant in claimants.iter() {
        for (name, value) in &claimant.claims {
            let known = believed.entry(name.clone()).or_insert(Value::Null);
            match (name.as_str(), &mut *known) {
                (_, Value::Null) => *known = value.clone(),
                ("links", Value::Array(known)) => {
                    let more = value.as_array().into_iter().flatten();
                    for link in more {
                        if !known.contains(link) {
                            known.push(link.clone());
                        }
                    }
                }
                ("authors", Value::Array(known)) => add_affiliations(known, value),
                _ => {}
            }
        }
    }
    believed
}

fn add_affiliations(authors: &mut [Value], others: &Value) {
    let Some(others) = others.as_array().filter(|others| others.len() == authors.len()) else { return };
    for (author, other) in authors.iter_mut().zip(others) {
        if let (Some(author), Some(affiliation)) = (author.as_object_mut(), other.get("affiliation")) {
            author.entry("affiliation").or_insert_with(|| affiliation.clone());
        }
    }
}

/// The fields in which a source differs from what is believed; `None` when there is none.
pub fn difference(claims: &Claims, believed: &Claims) -> Option<String> {
    let other: Claims = claims
        .iter()
        .filter(|(name, value)| believed.get(*name) != Some(value))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    (!other.is_empty()).then(|| Value::Object(other).to_string())
}

/// What a source says: what is believed but for the fields in which it differs.
pub fn overlay(believed: &Claims, difference: Option<&str>) -> Claims {
    let mut claims = believed.clone();
    let other = difference.and_then(|text| serde_json::from_str::<Claims>(text).ok());
    claims.extend(other.into_iter().flatten());
    claims
}

/// The text of one field; `None` where nobody says anything.
pub fn text<'a>(claims: &'a Claims, field: &str) -> Option<&'a str> {
    claims.get(field).and_then(Value::as_str)
}

/// The texts of one field, in order; empty where nobody says anything.
pub fn texts(claims: &Claims, field: &str) -> Vec<String> {
    claims.get(field).and_then(|value| serde_json::from_value(value.clone()).ok()).unwrap_or_default()
}

/// The authors, in order; empty where nobody names any.
pub fn authors(claims: &Claims) -> Vec<AuthorRecord> {
    claims.get("authors").and_then(|value| serde_json::from_value(value.clone()).ok()).unwrap_or_default()
}
