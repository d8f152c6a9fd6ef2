//! The ready-made questions: those of `sql/query/`, and a folder of the user's own.

use std::fs;
use std::path::Path;

use super::header;
use super::parameter::{Argument, Parameter, split};
use crate::error::{Error, Place, Result};

/// Name and text of each shipped question, sorted by name; build.rs lists the folder.
const SHIPPED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));

/// One ready-made question.
#[derive(Debug, Clone)]
pub struct CannedQuery {
    /// The name of its file, without the ending.
    pub name: String,
    /// What it is called.
    pub title: String,
    /// The question, in words.
    pub answers: String,
    /// Its parameters, in the order of the header.
    pub parameters: Vec<Parameter>,
    /// The headings of its answer.
    pub columns: Vec<String>,
    /// Values to try it with, each `name=value`.
    pub example: Vec<String>,
    /// The whole file.
    pub sql: String,
}

impl CannedQuery {
    fn parse(name: &str, sql: &str, source: &str) -> Result<Self> {
        let header = header::parse(sql).map_err(|(line, reason)| Error::Malformed {
            place: Place { source: source.to_owned(), line: Some(line) },
            reason,
            help: "`plenary query authors --show` shows a file that is right".into(),
        })?;
        Ok(Self {
            name: name.to_owned(),
            title: header.title,
            answers: header.answers,
            parameters: header.parameters,
            columns: header.columns,
            example: header.example,
            sql: sql.to_owned(),
        })
    }

    /// A value for each parameter: the given one, of the declared kind, or the default.
    ///
    /// # Errors
    /// [`Error::Usage`] for an unknown name, a value of another kind, or a parameter that must be given.
    pub fn arguments(&self, given: &[String]) -> Result<Vec<Argument>> {
        let given: Vec<(&str, &str)> = given.iter().map(|text| split(text)).collect::<Result<_>>()?;
        let listed = match self.parameters.is_empty() {
            true => format!("`{}` has no parameters", self.name),
            false => {
                let lines: Vec<String> = self
                    .parameters
                    .iter()
                    .map(|parameter| format!("\n  {} ({}): {}", parameter.name, parameter.kind, parameter.about))
                    .collect();
                format!("the parameters of `{}` are:{}", self.name, lines.concat())
            }
        };
        let is_known = |name: &str| self.parameters.iter().any(|parameter| parameter.name == name);
        if let Some((name, _)) = given.iter().find(|(name, _)| !is_known(name)) {
            return Err(Error::usage(format!("`{}` has no parameter `{name}`", self.name), listed));
        }
        self.parameters
            .iter()
            .map(|parameter| {
                let name = parameter.name.clone();
                let value = match given.iter().rev().find(|(given, _)| *given == name) {
                    Some((_, text)) => parameter.kind.value_of(text).ok_or_else(|| {
                        Error::usage(format!("`{text}` is not what `{name}` takes: {}", parameter.kind), listed.clone())
                    })?,
                    None => parameter.default.clone().ok_or_else(|| {
                        Error::usage(
                            format!("`{}` needs -p {name}=VALUE: {}", self.name, parameter.about),
                            listed.clone(),
                        )
                    })?,
                };
                Ok(Argument { name, value })
            })
            .collect()
    }
}

/// The ready-made questions, sorted by name.
///
/// ```
/// let catalogue = plenary::query::Catalogue::shipped()?;
/// assert_eq!(catalogue.get("authors")?.title, "Author list");
/// assert_eq!(catalogue.get("autors").unwrap_err().help(), Some("did you mean `authors`? `plenary query` lists all"));
/// # Ok::<(), plenary::error::Error>(())
/// ```
#[derive(Debug)]
pub struct Catalogue {
    queries: Vec<CannedQuery>,
}

impl Catalogue {
    /// Those that come with plenary.
    ///
    /// # Errors
    /// [`Error::Malformed`] when one has no proper header; a test holds them against that.
    pub fn shipped() -> Result<Self> {
        let queries = SHIPPED.iter().map(|(name, sql)| CannedQuery::parse(name, sql, &format!("sql/query/{name}.sql")));
        Ok(Self { queries: queries.collect::<Result<_>>()? })
    }

    /// Adds every `.sql` file of a folder; one with the name of a shipped question takes its place.
    ///
    /// # Errors
    /// [`Error::File`] when the folder or a file cannot be read; [`Error::Malformed`] with the line when a file has no
    /// proper header.
    pub fn with_folder(mut self, folder: &Path) -> Result<Self> {
        let refused = |error| Error::file(folder, "cannot read", error);
        for entry in fs::read_dir(folder).map_err(refused)? {
            let path = entry.map_err(refused)?.path();
            let Some(name) = path.file_stem().and_then(|name| name.to_str()) else { continue };
            if path.extension().is_none_or(|extension| extension != "sql") {
                continue;
            }
            let sql = fs::read_to_string(&path).map_err(|error| Error::file(&path, "cannot read", error))?;
            let query = CannedQuery::parse(name, &sql, &path.display().to_string())?;
            self.queries.retain(|known| known.name != query.name);
            self.queries.push(query);
        }
        self.queries.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(self)
    }

    /// All of them, sorted by name.
    pub fn queries(&self) -> &[CannedQuery] {
        &self.queries
    }

    /// The one of this name.
    ///
    /// # Errors
    /// [`Error::Usage`] when there is none, with the nearest name.
    pub fn get(&self, name: &str) -> Result<&CannedQuery> {
        self.queries.iter().find(|query| query.name == name).ok_or_else(|| {
            let names = self.queries.iter().map(|query| query.name.as_str());
            let help = match super::explain::nearest(name, names) {
                Some(nearest) => format!("did you mean `{nearest}`? `plenary query` lists all"),
                None => "`plenary query` lists all".to_owned(),
            };
            Error::usage(format!("there is no query `{name}`"), help)
        })
    }
}
