//! The canned queries: the ones that come with plenary, and those of the user's own folder.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use super::header::Header;
use super::nearest::nearest;
use super::parameter::{Argument, Assignment, typed};
use super::run::Question;
use crate::error::{Error, Result};

/// Each file of `sql/query/`: its name without the ending, and its text. Sorted by name.
const SHIPPED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/shipped_queries.rs"));

/// One canned query: a statement whose parameters and columns are known.
///
/// ```
/// use plenary::query::{Assignment, Catalogue, Value};
///
/// let catalogue = Catalogue::shipped()?;
/// let authors = catalogue.get("authors")?;
/// let arguments = authors.arguments(&[Assignment::parse("session=Generative")?])?;
/// assert!(arguments.iter().any(|argument| argument.value == Value::Text("Generative".into())));
/// # Ok::<(), plenary::error::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct CannedQuery {
    /// What it is called by: the name of its file without the ending.
    pub name: String,
    /// What its header says.
    pub header: Header,
    /// The file, header and all.
    pub sql: Cow<'static, str>,
    /// The user's file; `None` when it comes with plenary.
    pub path: Option<PathBuf>,
}

impl CannedQuery {
    /// The statement, under the name that messages call it by: the user's file, or the name of the query.
    pub fn question(&self) -> Question<'_> {
        let label = self.path.as_deref().and_then(Path::to_str).unwrap_or(&self.name);
        Question::new(label, &self.sql)
    }

    /// A value of the declared type for every parameter: what was given, or else the default.
    ///
    /// # Errors
    /// [`Error::Usage`] when a name is unknown or stands twice, a value is not of its type, or a required one is
    /// missing.
    pub fn arguments(&self, given: &[Assignment]) -> Result<Vec<Argument>> {
        typed(&format!("`{}`", self.name), &self.header.parameters, given)
    }
}

/// The canned queries by name.
///
/// ```
/// let catalogue = plenary::query::Catalogue::shipped()?;
/// let error = catalogue.get("autors").unwrap_err();
/// assert_eq!(error.help(), Some("did you mean `authors`? `plenary query` lists all"));
/// # Ok::<(), plenary::error::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Catalogue {
    queries: Vec<CannedQuery>,
}

impl Catalogue {
    /// The queries that come with plenary.
    ///
    /// # Errors
    /// None, as the tests read every header; the type is that of [`Header::parse`].
    pub fn shipped() -> Result<Self> {
        let query = |(name, sql): &(&str, &'static str)| {
            let header = Header::parse(&format!("{name}.sql"), sql)?;
            Ok(CannedQuery { name: (*name).to_owned(), header, sql: Cow::Borrowed(*sql), path: None })
        };
        Ok(Self { queries: SHIPPED.iter().map(query).collect::<Result<_>>()? })
    }

    /// Adds every `.sql` file of a folder. One that has the name of a query that is already there takes its place.
    ///
    /// # Errors
    /// [`Error::File`] when the folder or a file cannot be read; [`Error::Malformed`] with file and line when a
    /// header cannot be.
    pub fn with_folder(mut self, folder: &Path) -> Result<Self> {
        let refused = |error| Error::file(folder, "cannot read the folder", error);
        let mut paths = Vec::new();
        for entry in fs::read_dir(folder).map_err(refused)? {
            let path = entry.map_err(refused)?.path();
            if path.extension().is_some_and(|ending| ending == "sql") && path.is_file() {
                paths.push(path);
            }
        }
        paths.sort();
        for path in paths {
            let query = read(path)?;
            self.queries.retain(|known| known.name != query.name);
            self.queries.push(query);
        }
        self.queries.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(self)
    }

    /// Every query, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = &CannedQuery> {
        self.queries.iter()
    }

    /// The query of this name.
    ///
    /// # Errors
    /// [`Error::Usage`] with the nearest name when there is none.
    pub fn get(&self, name: &str) -> Result<&CannedQuery> {
        self.queries.iter().find(|query| query.name == name).ok_or_else(|| {
            let meant = nearest(name, self.queries.iter().map(|query| query.name.as_str()));
            let meant = meant.map(|meant| format!("did you mean `{meant}`? ")).unwrap_or_default();
            Error::usage(format!("there is no query `{name}`"), format!("{meant}`plenary query` lists all"))
        })
    }
}

fn read(path: PathBuf) -> Result<CannedQuery> {
    let sql = fs::read_to_string(&path).map_err(|error| Error::file(&path, "cannot read", error))?;
    let header = Header::parse(&path.to_string_lossy(), &sql)?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Ok(CannedQuery { name, header, sql: Cow::Owned(sql), path: Some(path) })
}
