//! The full-text index of a database that is being built, made by a thread of its own while the rows are written.
//!
//! It grows in a file that has no name, and its tables are copied when all papers are there: half of the time of an import
//! is full text (0.6 of the time on two cores).

use std::io;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use rusqlite::config::DbConfig;
use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection, named_params};

use super::sql;

/// How many texts are handed over at a time.
const BATCH: usize = 64;

/// How many batches may wait.
const WAITING: usize = 8;

/// How many bytes of words the index gathers before it writes them.
const SEARCH_MEMORY: u32 = 16 << 20;

/// The text of one paper.
#[derive(Debug)]
pub struct Text {
    /// The paper.
    pub paper_id: i64,
    /// The title.
    pub title: String,
    /// The abstract; `None` when the paper has none.
    pub abstract_text: Option<String>,
    /// The printed names, joined; `None` when nobody is named.
    pub authors: Option<String>,
}

/// What the thread is told.
#[derive(Debug)]
enum Order {
    /// A text comes.
    Add(Text),
    /// A text that came before goes.
    Take(Text),
}

/// The thread, and what it was not handed yet.
pub struct Indexer {
    sender: Option<SyncSender<Vec<Order>>>,
    batch: Vec<Order>,
    worker: Option<JoinHandle<rusqlite::Result<Connection>>>,
}

impl Indexer {
    /// Starts a thread that works in a folder, on an index of this definition.
    pub fn start(folder: &Path, definition: String) -> io::Result<Self> {
        let file = tempfile::Builder::new().prefix(".plenary-").suffix(".fts").tempfile_in(folder)?;
        let (sender, receiver) = sync_channel(WAITING);
        let worker = thread::Builder::new().name("indexer".into()).spawn(move || {
            let connection = Connection::open(file.path())?;
            connection.execute_batch(sql::PREPARE_INDEX)?;
            connection.execute_batch(&definition)?;
            connection.execute(sql::SET_SEARCH_MEMORY, named_params! { ":bytes": SEARCH_MEMORY })?;
            // Where the system allows it the file goes now, so that it is gone whatever happens; else when this ends.
            drop(file);
            index_all(&connection, &receiver)?;
            Ok(connection)
        })?;
        Ok(Self { sender: Some(sender), batch: Vec::with_capacity(BATCH), worker: Some(worker) })
    }

    /// A text comes.
    pub fn add(&mut self, text: Text) {
        self.hand_over(Order::Add(text));
    }

    /// A text that came before goes.
    pub fn take(&mut self, text: Text) {
        self.hand_over(Order::Take(text));
    }

    fn hand_over(&mut self, order: Order) {
        self.batch.push(order);
        if self.batch.len() >= BATCH {
            self.send();
        }
    }

    fn send(&mut self) {
        let batch = std::mem::replace(&mut self.batch, Vec::with_capacity(BATCH));
        // A thread that has failed says so at the end.
        self.sender.as_ref().and_then(|sender| sender.send(batch).err());
    }

    /// Puts the index into the database. Whoever asks it next has to open the database anew.
    pub fn finish(mut self, connection: &Connection) -> rusqlite::Result<()> {
        self.send();
        self.sender = None;
        let Some(worker) = self.worker.take() else { return Ok(()) };
        let aside = match worker.join() {
            Ok(aside) => aside?,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        // The tables of an index are closed to everybody else.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false)?;
        let copied = copy(&aside, connection);
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        copied
    }
}

fn index_all(connection: &Connection, receiver: &Receiver<Vec<Order>>) -> rusqlite::Result<()> {
    connection.execute_batch("BEGIN")?;
    let mut add = connection.prepare(sql::INSERT_NEW_PAPER_TEXT)?;
    let mut take = connection.prepare(sql::DELETE_KNOWN_TEXT)?;
    for order in receiver.iter().flatten() {
        let (statement, text) = match &order {
            Order::Add(text) => (&mut add, text),
            Order::Take(text) => (&mut take, text),
        };
        statement.execute(named_params! {
            ":paper_id": text.paper_id,
            ":title": text.title,
            ":abstract": text.abstract_text,
            ":authors": text.authors,
        })?;
    }
    connection.execute_batch("COMMIT")
}

/// The tables of the index, row by row, into those that are there and hold nothing.
fn copy(aside: &Connection, connection: &Connection) -> rusqlite::Result<()> {
    let tables = [
        (sql::LIST_INDEX_DATA, sql::INSERT_INDEX_DATA),
        (sql::LIST_INDEX_TERMS, sql::INSERT_INDEX_TERM),
        (sql::LIST_INDEX_SIZES, sql::INSERT_INDEX_SIZE),
    ];
    for (list, insert) in tables {
        let (mut list, mut insert) = (aside.prepare(list)?, connection.prepare(insert)?);
        let columns = list.column_count();
        let mut rows = list.query([])?;
        while let Some(row) = rows.next()? {
            for column in 0..columns {
                insert.raw_bind_parameter(column + 1, ToSqlOutput::Borrowed(row.get_ref(column)?))?;
            }
            insert.raw_execute()?;
        }
    }
    Ok(())
}
