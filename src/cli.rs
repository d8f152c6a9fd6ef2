//! The command line: declarations only.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// The programme of a conference in one SQLite file: import it, ask it in SQL, write the answers as spreadsheets
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, after_help = AFTER_HELP, infer_subcommands = false)]
pub struct Cli {
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

const AFTER_HELP: &str = "\
Examples:
  plenary query authors --from page.txt -o authors.csv   the author list of a saved session page
  plenary import pages/ --conference \"ICML 2022\"         many pages into plenary.db
  plenary query                                          the questions that are ready to ask
  plenary sql 'SELECT room, count(*) FROM programme GROUP BY room'

Exit codes: 0 done, 1 failed and nothing written, 2 wrong usage, 3 done with findings (records left out),
4 stopped by the time limit, 130 interrupted.";

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read programme files into the database
    Import(Import),
    /// List the imports, show what one changed, or take one back
    Imports(Imports),
    /// Ask a ready-made question; without a name, list them
    Query(Query),
    /// Ask in SQL; the database is only read
    Sql(Sql),
    /// Find papers by words of their titles, abstracts and authors, best first
    Search(Search),
    /// Show what is known of a paper, an author or a session, with the source that says it
    Show(Show),
    /// Tell what changed: between two imports, two databases, or a database and files
    Diff(Diff),
    /// Explain every table, view and column
    Schema(Schema),
    /// List the formats that can be read and written
    Formats(Formats),
}

/// Read programme files into the database
#[derive(Debug, Args)]
pub struct Import {
    /// Files and folders; `-` is standard input; .gz and .zst are read as they are
    #[arg(required_unless_present = "prune", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The database; made if there is none [default: plenary.db]
    #[arg(long, value_name = "FILE", env = "PLENARY_DB")]
    pub db: Option<PathBuf>,
    /// The conference of the files, such as "ICML 2022"; its year dates their times
    #[arg(long, value_name = "NAME")]
    pub conference: Option<String>,
    /// The format of the files, where it should not be told from their content (see `plenary formats`)
    #[arg(short = 'F', long, value_name = "FORMAT", default_value = "auto")]
    pub format: String,
    /// Which column of a table is which, where its heading does not tell, such as title=Titel; may be repeated
    #[arg(long, value_name = "FIELD=HEADING")]
    pub map: Vec<String>,
    /// Give the account of the import; write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Stop at the first record that would be left out, and keep nothing of its file
    #[arg(long)]
    pub strict: bool,
    /// Write the records that are left out to this file (.csv, .tsv, .json …), each with its place, the reason and its text;
    /// corrected, a .csv or .tsv of them can be imported
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
    /// Take away for good the papers that no source names any more; until then they stay, marked as withdrawn
    #[arg(long)]
    pub prune: bool,
}

/// Where a question is asked.
#[derive(Debug, Args)]
pub struct Database {
    /// The database [default: plenary.db]
    #[arg(long, value_name = "FILE", env = "PLENARY_DB")]
    pub db: Option<PathBuf>,
    /// Ask these files and folders directly; they are read into memory and nothing is left on the disk
    #[arg(long, value_name = "PATH", num_args = 1.., conflicts_with = "db")]
    pub from: Vec<PathBuf>,
    /// With --from: the conference of the files, such as "ICML 2022"
    #[arg(long, value_name = "NAME", requires = "from")]
    pub conference: Option<String>,
    /// With --from: the format of the files, where it should not be told from their content
    #[arg(long, value_name = "FORMAT", default_value = "auto")]
    pub input_format: String,
    /// With --from: which column of a table is which, such as title=Titel; may be repeated
    #[arg(long, value_name = "FIELD=HEADING", requires = "from")]
    pub map: Vec<String>,
    /// Stop the question after so many seconds (0 = never)
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    pub timeout: u64,
    /// How much memory the question may take, in MiB
    #[arg(long, value_name = "MIB", default_value_t = 256, value_parser = clap::value_parser!(u64).range(16..1_048_576))]
    pub memory: u64,
}

/// How an answer is written.
#[derive(Debug, Args)]
pub struct Output {
    /// table, csv, tsv, json, jsonl or markdown [default: by the ending of --output; a table on a terminal, else csv]
    #[arg(short = 'F', long, value_name = "FORMAT")]
    pub format: Option<String>,
    /// Write to this file, whole or not at all; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Make the CSV open well in Excel: byte-order mark, and no text that Excel takes for a formula
    #[arg(long)]
    pub excel: bool,
    /// What stands between the fields of a CSV (one ASCII character, or `tab`)
    #[arg(long, value_name = "C")]
    pub delimiter: Option<String>,
    /// What stands for a value that is not known [default: nothing]
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub null: String,
    /// Leave out the line of headings
    #[arg(long)]
    pub no_headers: bool,
    /// Write at most so many rows (0 = all) [default: 100 on a terminal, else all]
    #[arg(long, value_name = "N")]
    pub limit: Option<u64>,
}

/// Ask a ready-made question; without a name, list them
#[derive(Debug, Args)]
pub struct Query {
    /// The question; `plenary query` lists them
    pub name: Option<String>,
    /// A parameter of the question
    #[arg(short, long = "param", value_name = "NAME=VALUE")]
    pub param: Vec<String>,
    /// Print the SQL of the question instead of asking it
    #[arg(long, requires = "name")]
    pub show: bool,
    /// A folder of your own questions (.sql files with the same header)
    #[arg(long, value_name = "DIR", env = "PLENARY_QUERIES")]
    pub queries: Option<PathBuf>,
    #[command(flatten)]
    pub database: Database,
    #[command(flatten)]
    pub output: Output,
}

/// Ask in SQL; the database is only read
#[derive(Debug, Args)]
pub struct Sql {
    /// The statement; `-` or nothing reads it from standard input
    #[arg(conflicts_with = "file", allow_hyphen_values = true)]
    pub statement: Option<String>,
    /// Read the statement from a file
    #[arg(short, long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// A value for `:NAME`; whole numbers and decimals are numbers, NAME:text=007 is text
    #[arg(short, long = "param", value_name = "NAME=VALUE")]
    pub param: Vec<String>,
    #[command(flatten)]
    pub database: Database,
    #[command(flatten)]
    pub output: Output,
}

/// Find papers by words of their titles, abstracts and authors, best first
#[derive(Debug, Args)]
pub struct Search {
    /// Words that must all be there; "several words" in quotes stand together; word* is the start of a word
    #[arg(required = true)]
    pub terms: Vec<String>,
    /// Take the terms as an FTS5 expression (AND, OR, NOT, NEAR, title:…)
    #[arg(long)]
    pub raw: bool,
    #[command(flatten)]
    pub database: Database,
    #[command(flatten)]
    pub output: Output,
}

/// List the imports, show what one changed, or take one back
#[derive(Debug, Args)]
pub struct Imports {
    /// What to do
    #[command(subcommand)]
    pub what: ImportsVerb,
}

/// What can be done with imports.
#[derive(Debug, Subcommand)]
pub enum ImportsVerb {
    /// List every import and its account
    List(Asked),
    /// Show what an import brought, changed and withdrew
    Show {
        /// Its number; the last one in force if left out
        import: Option<i64>,
        #[command(flatten)]
        asked: Asked,
    },
    /// Restore what the database held before an import; refused while a later one builds on it
    Undo {
        /// Its number
        import: i64,
        /// The database [default: plenary.db]
        #[arg(long, value_name = "FILE", env = "PLENARY_DB")]
        db: Option<PathBuf>,
    },
}

/// Where a question is asked, and how the answer is written.
#[derive(Debug, Args)]
pub struct Asked {
    #[command(flatten)]
    pub database: Database,
    #[command(flatten)]
    pub output: Output,
}

/// What can be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shown {
    /// A paper, with its authors and sessions
    Paper,
    /// A person, with names, affiliations, papers and roles
    Author,
    /// A session, with its papers
    Session,
}

/// Show what is known of a paper, an author or a session, with the source that says it
#[derive(Debug, Args)]
pub struct Show {
    /// What to show
    pub what: Shown,
    /// Its id, its title or name, or a part of that
    pub key: String,
    /// Also the values that are not believed, because a better source says otherwise
    #[arg(long)]
    pub why: bool,
    #[command(flatten)]
    pub database: Database,
    #[command(flatten)]
    pub output: Output,
}

/// Tell what changed: between two imports, two databases, or a database and files
///
/// Papers and sessions that are new, withdrawn, retitled or renamed, that moved to another session, room or time, and
/// author lists that changed. With -F markdown, or -o FILE.md, it is a notice for a mail.
#[derive(Debug, Args)]
#[command(after_help = AFTER_DIFF)]
pub struct Diff {
    /// The state before: the number of an import of the database, or the path of a database
    #[arg(value_name = "A")]
    pub before: Option<String>,
    /// The state after, likewise [default: the database as it is now]
    #[arg(value_name = "B")]
    pub after: Option<String>,
    /// The database that the numbers are of, and that files are compared with [default: plenary.db]
    #[arg(long, value_name = "FILE", env = "PLENARY_DB")]
    pub db: Option<PathBuf>,
    /// Take these files and folders for the state after; they are read into memory and nothing is left on the disk
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub from: Vec<PathBuf>,
    /// With --from: compare everything, not only what the files are about
    #[arg(long, requires = "from")]
    pub all: bool,
    /// With --from: the conference of the files, such as "ICML 2022"
    #[arg(long, value_name = "NAME", requires = "from")]
    pub conference: Option<String>,
    /// With --from: the format of the files, where it should not be told from their content
    #[arg(long, value_name = "FORMAT", default_value = "auto")]
    pub input_format: String,
    /// With --from: which column of a table is which, such as title=Titel; may be repeated
    #[arg(long, value_name = "FIELD=HEADING", requires = "from")]
    pub map: Vec<String>,
    #[command(flatten)]
    pub output: Output,
}

const AFTER_DIFF: &str = "\
Forms:
  plenary diff 3                      after import 3, against now
  plenary diff 3 5                    after import 3, against after import 5
  plenary diff old.db new.db          one database against another
  plenary diff --from pages/          plenary.db (or --db FILE) against files
  plenary diff old.db --from pages/   another database against files";

/// Explain every table, view and column
#[derive(Debug, Args)]
pub struct Schema {
    /// One table or view; all of them if left out
    pub table: Option<String>,
    #[command(flatten)]
    pub output: Output,
}

/// List the formats that can be read and written
#[derive(Debug, Args)]
pub struct Formats {
    #[command(flatten)]
    pub output: Output,
}
