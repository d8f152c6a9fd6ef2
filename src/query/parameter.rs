//! Parameters of questions and the values that people give them.

use rusqlite::types::Value;

use crate::error::{Error, Result};

/// A value for a parameter.
///
/// ```
/// let arguments = plenary::query::ad_hoc_arguments(&["year=2022".to_owned(), "code:text=007".to_owned()])?;
/// assert_eq!(arguments[1].value, rusqlite::types::Value::Text("007".into()));
/// # Ok::<(), plenary::error::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Argument {
    /// The name, without `:`.
    pub name: String,
    /// The value.
    pub value: Value,
}

/// What a parameter of a ready-made question takes.
///
/// ```
/// use plenary::query::Kind;
/// assert_eq!(Kind::Integer.to_string(), "integer");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Real,
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Kind::Text => "text",
            Kind::Integer => "integer",
            Kind::Real => "real",
        })
    }
}

impl Kind {
    /// The kind of this name; `None` for any other word.
    pub fn named(name: &str) -> Option<Self> {
        [Kind::Text, Kind::Integer, Kind::Real].into_iter().find(|kind| kind.to_string() == name)
    }

    /// The value that a text means for this kind; `None` when it means none.
    pub fn value_of(self, text: &str) -> Option<Value> {
        match self {
            Kind::Text => Some(Value::Text(text.to_owned())),
            Kind::Integer => text.trim().parse().ok().map(Value::Integer),
            Kind::Real => text.trim().parse().ok().filter(|number: &f64| number.is_finite()).map(Value::Real),
        }
    }
}

/// One parameter of a ready-made question.
///
/// ```
/// let catalogue = plenary::query::Catalogue::shipped()?;
/// assert_eq!(catalogue.get("authors")?.parameters[0].name, "session");
/// # Ok::<(), plenary::error::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// The name, without `:`.
    pub name: String,
    /// What it takes.
    pub kind: Kind,
    /// What it is when it is left out; `None` when it must be given.
    pub default: Option<Value>,
    /// What it means, in words.
    pub about: String,
}

/// Splits `name=value`.
///
/// # Errors
/// [`Error::Usage`] when there is no `=` or no name.
pub fn split(text: &str) -> Result<(&str, &str)> {
    text.split_once('=')
        .map(|(name, value)| (name.trim().trim_start_matches(':'), value))
        .filter(|(name, _)| !name.is_empty())
        .ok_or_else(|| Error::usage(format!("`-p {text}` gives no value"), "write it as -p name=value"))
}

/// The values of `-p` for SQL that declares no kinds: a whole number is an integer, a decimal a real, anything else
/// text. `name:text=007`, `name:integer=…`, `name:real=…` and `name:null=` say it themselves.
///
/// # Errors
/// [`Error::Usage`] when one is not of the form `name=value`, or its value is not what it says.
pub fn ad_hoc_arguments(texts: &[String]) -> Result<Vec<Argument>> {
    texts.iter().map(|text| ad_hoc_argument(text)).collect()
}

fn ad_hoc_argument(text: &str) -> Result<Argument> {
    let (name, value) = split(text)?;
    let Some((name, kind)) = name.split_once(':') else {
        let value = [Kind::Integer, Kind::Real].into_iter().find_map(|kind| kind.value_of(value));
        let value = value.or_else(|| Kind::Text.value_of(split(text).ok()?.1)).unwrap_or(Value::Null);
        return Ok(Argument { name: name.to_owned(), value });
    };
    if kind == "null" {
        return Ok(Argument { name: name.to_owned(), value: Value::Null });
    }
    let kind = Kind::named(kind).ok_or_else(|| {
        Error::usage(
            format!("`{kind}` in `-p {text}` is no kind of value"),
            "the kinds are text, integer, real and null",
        )
    })?;
    let value = kind
        .value_of(value)
        .ok_or_else(|| Error::usage(format!("`{value}` in `-p {text}` is not of kind {kind}"), "change one of them"))?;
    Ok(Argument { name: name.to_owned(), value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_values_by_their_shape_or_their_word() {
        let cases = [
            ("year=2022", Some(Value::Integer(2022))),
            (":year=2022", Some(Value::Integer(2022))),
            ("share=0.5", Some(Value::Real(0.5))),
            ("name=Wei Zhu", Some(Value::Text("Wei Zhu".into()))),
            ("name=", Some(Value::Text(String::new()))),
            ("sum=a=b", Some(Value::Text("a=b".into()))),
            ("huge=inf", Some(Value::Text("inf".into()))),
            ("code:text=007", Some(Value::Text("007".into()))),
            ("room:null=", Some(Value::Null)),
            ("year:integer=soon", None),
            ("year:date=2022", None),
            ("year", None),
            ("=2022", None),
        ];
        for (text, expected) in cases {
            assert_eq!(ad_hoc_argument(text).ok().map(|argument| argument.value), expected, "{text}");
        }
    }
}
