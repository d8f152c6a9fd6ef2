//! Parameters: what `-p name=value` says, and what a statement asks for.

use std::fmt;

use crate::error::{Error, Result};

/// The type of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text as typed.
    Text,
    /// A whole number of 64 bits.
    Integer,
    /// A number with a fraction.
    Real,
}

impl Kind {
    /// The type of this name, as a header or a suffix has it; `None` when there is no such type.
    pub(super) fn parse(name: &str) -> Option<Self> {
        match name {
            "text" => Some(Kind::Text),
            "integer" => Some(Kind::Integer),
            "real" => Some(Kind::Real),
            _ => None,
        }
    }

    /// The value of a typed text; `None` when it is not of this type.
    pub(super) fn read(self, text: &str) -> Option<Value> {
        match self {
            Kind::Text => Some(Value::Text(text.to_owned())),
            Kind::Integer => text.parse().ok().map(Value::Integer),
            Kind::Real => text.parse::<f64>().ok().filter(|number| number.is_finite()).map(Value::Real),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Text => "text",
            Kind::Integer => "integer",
            Kind::Real => "real",
        })
    }
}

/// What a parameter is bound to.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Not given.
    Null,
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Real(f64),
    /// Text.
    Text(String),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Null => f.write_str("NULL"),
            Value::Integer(number) => write!(f, "{number}"),
            Value::Real(number) => write!(f, "{number:?}"),
            Value::Text(text) => write!(f, "'{}'", text.replace('\'', "''")),
        }
    }
}

/// One value for one parameter of a statement.
#[derive(Debug, Clone, PartialEq)]
pub struct Argument {
    /// The name without the `:`, `@` or `$` before it.
    pub name: String,
    /// The value.
    pub value: Value,
}

/// What stands behind one `-p`: `name=value`, or `name:type=value` to force a type.
///
/// ```
/// use plenary::query::{Assignment, Value};
///
/// let value = |text| Assignment::parse(text).map(|assignment| assignment.by_shape().value);
/// assert_eq!(value("year=2022")?, Value::Integer(2022));
/// assert_eq!(value("share=0.5")?, Value::Real(0.5));
/// assert_eq!(value(":author=Wei Wang")?, Value::Text("Wei Wang".into()));
/// assert_eq!(value("board:text=007")?, Value::Text("007".into()));
/// assert_eq!(value("room:null=")?, Value::Null);
/// # Ok::<(), plenary::error::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    /// The name without the `:`, `@` or `$` before it.
    pub name: String,
    /// The value as typed, and as read when a type was forced.
    text: String,
    forced: Option<Value>,
}

impl Assignment {
    /// Reads `name=value` or `name:type=value`; the types are text, integer, real and null.
    ///
    /// # Errors
    /// [`Error::Usage`] when there is no `=` or no name, when there is no such type, or the value is not of it.
    pub fn parse(text: &str) -> Result<Self> {
        let help = "write name=value, or name:type=value with text, integer, real or null";
        let usage = |reason: String| Error::usage(reason, help);
        let Some((name, value)) = text.split_once('=') else {
            return Err(usage(format!("the parameter `{text}` has no value")));
        };
        let name = name.trim();
        let name = name.strip_prefix([':', '@', '$']).unwrap_or(name);
        let (name, kind) = match name.split_once(':') {
            Some((name, kind)) => (name, Some(kind)),
            None => (name, None),
        };
        if name.is_empty() {
            return Err(usage(format!("the parameter `{text}` has no name")));
        }
        let forced = match kind {
            None => None,
            Some("null") if value.is_empty() => Some(Value::Null),
            Some("null") => return Err(usage(format!("the parameter `{name}` is null and has the value `{value}`"))),
            Some(kind) => {
                let Some(known) = Kind::parse(kind) else {
                    return Err(usage(format!("the parameter `{name}` has an unknown type `{kind}`")));
                };
                let read = known.read(value);
                Some(read.ok_or_else(|| usage(format!("the parameter `{name}` is no {known}: `{value}`")))?)
            }
        };
        Ok(Self { name: name.to_owned(), text: value.to_owned(), forced })
    }

    /// The argument for a statement that declares no types: a whole number is an integer, a decimal is a real,
    /// everything else is text, unless a type was forced.
    pub fn by_shape(self) -> Argument {
        let value = self.forced.unwrap_or_else(|| shaped(self.text));
        Argument { name: self.name, value }
    }

    /// The argument for a parameter that declares its type.
    fn by_type(&self, parameter: &Parameter) -> Result<Argument> {
        let value = match (&self.forced, &parameter.preset) {
            (Some(Value::Null), Preset::Value(Value::Null)) => Some(Value::Null),
            (Some(Value::Null), _) => {
                let reason = format!("the parameter `{}` may not be null", parameter.name);
                return Err(Error::usage(reason, parameter.to_string()));
            }
            _ => parameter.kind.read(&self.text),
        };
        let value = value.ok_or_else(|| {
            let Parameter { name, kind, about, .. } = parameter;
            let number = match kind {
                Kind::Integer => "a whole number",
                _ => "a number",
            };
            Error::usage(
                format!("the parameter `{name}` needs {number}, not `{}`", self.text),
                format!("{name}: {about}; for example -p {name}=2"),
            )
        })?;
        Ok(Argument { name: parameter.name.clone(), value })
    }
}

/// The value that a text looks like. What would change when written back, such as a number of 20 digits, is text.
fn shaped(text: String) -> Value {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(&text);
    let number = match unsigned.split_once('.') {
        None if digits(unsigned) => Kind::Integer.read(&text),
        Some((whole, fraction)) if digits(whole) && digits(fraction) => Kind::Real.read(&text),
        _ => None,
    };
    number.unwrap_or(Value::Text(text))
}

/// What a parameter is when nobody gives it.
#[derive(Debug, Clone, PartialEq)]
pub enum Preset {
    /// It has to be given.
    Required,
    /// This value.
    Value(Value),
}

/// A parameter that a canned query declares in its header.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// The name without `:`.
    pub name: String,
    /// The type that the value is read as.
    pub kind: Kind,
    /// What it is when nobody gives it.
    pub preset: Preset,
    /// What it means, for people.
    pub about: String,
}

impl fmt::Display for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, kind, about, .. } = self;
        match &self.preset {
            Preset::Required => write!(f, "{name} ({kind}, required): {about}"),
            Preset::Value(Value::Null) => write!(f, "{name} ({kind}): {about}"),
            Preset::Value(value) => write!(f, "{name} ({kind}, {value} if left out): {about}"),
        }
    }
}

/// One argument for each declared parameter, from what was given and the presets.
pub(super) fn typed(query: &str, parameters: &[Parameter], given: &[Assignment]) -> Result<Vec<Argument>> {
    let list = || match parameters {
        [] => format!("{query} has no parameters"),
        _ => {
            let lines: Vec<String> = parameters.iter().map(|parameter| format!("\n  {parameter}")).collect();
            format!("{query} has these parameters:{}", lines.concat())
        }
    };
    check_once(given.iter().map(|assignment| assignment.name.as_str()))?;
    for Assignment { name, .. } in given {
        if !parameters.iter().any(|parameter| parameter.name == *name) {
            return Err(Error::usage(format!("{query} has no parameter `{name}`"), list()));
        }
    }
    let argument = |parameter: &Parameter| {
        let found = given.iter().find(|assignment| assignment.name == parameter.name);
        match (found, &parameter.preset) {
            (Some(assignment), _) => assignment.by_type(parameter),
            (None, Preset::Value(value)) => Ok(Argument { name: parameter.name.clone(), value: value.clone() }),
            (None, Preset::Required) => Err(Error::usage(
                format!("{query} needs the parameter `{}`", parameter.name),
                format!("give it with -p {}=…; {}", parameter.name, list()),
            )),
        }
    };
    parameters.iter().map(argument).collect()
}

/// Refuses a name that stands twice: nobody can tell which value was meant.
pub(super) fn check_once<'a>(names: impl Iterator<Item = &'a str>) -> Result<()> {
    let mut seen: Vec<&str> = Vec::new();
    for name in names {
        if seen.contains(&name) {
            return Err(Error::usage(format!("the parameter `{name}` is given twice"), "give it once"));
        }
        seen.push(name);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_values_by_their_shape() {
        let cases = [
            ("7", Value::Integer(7)),
            ("-7", Value::Integer(-7)),
            ("007", Value::Integer(7)),
            ("7.50", Value::Real(7.5)),
            ("99999999999999999999", Value::Text("99999999999999999999".into())),
            ("1e5", Value::Text("1e5".into())),
            (".5", Value::Text(".5".into())),
            ("-", Value::Text("-".into())),
            ("", Value::Text(String::new())),
            ("NaN", Value::Text("NaN".into())),
            ("a=b", Value::Text("a=b".into())),
        ];
        for (text, expected) in cases {
            let assignment = Assignment::parse(&format!("x={text}")).unwrap();
            assert_eq!(assignment.by_shape().value, expected, "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_assignment() {
        let cases = [
            ("x", "the parameter `x` has no value"),
            ("=1", "the parameter `=1` has no name"),
            (":=1", "the parameter `:=1` has no name"),
            ("x:integer=a", "the parameter `x` is no integer: `a`"),
            ("x:real=inf", "the parameter `x` is no real: `inf`"),
            ("x:null=1", "the parameter `x` is null and has the value `1`"),
            ("x:date=1", "the parameter `x` has an unknown type `date`"),
        ];
        for (text, expected) in cases {
            assert_eq!(Assignment::parse(text).unwrap_err().to_string(), expected);
        }
    }
}
