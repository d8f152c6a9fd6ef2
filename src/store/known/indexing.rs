//! The full-text index of a database that is being built: who is told of which text.

use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::Known;
use crate::store::indexer::{Indexer, Text};
use crate::store::sql;

/// From how many papers on the full-text index is made by a thread of its own.
const MANY: usize = 2_000;

impl Known {
    /// The text of a new paper of a database that is being built.
    pub fn index(&mut self, connection: &Connection, text: impl FnOnce() -> Text) -> rusqlite::Result<()> {
        if let Some(indexer) = &mut self.indexer {
            indexer.add(text());
            return Ok(());
        }
        self.unindexed += 1;
        match &self.folder {
            Some(folder) if self.unindexed >= MANY => {
                let definition = connection.query_row(sql::FIND_INDEX_DEFINITION, [], |row| row.get(0))?;
                // Without a thread it is made at the end.
                self.indexer = Indexer::start(folder, definition).ok();
                self.folder = None;
                let Some(indexer) = &mut self.indexer else { return Ok(()) };
                let mut statement = connection.prepare(sql::LIST_ALL_TEXTS)?;
                let mut rows = statement.query([])?;
                while let Some(row) = rows.next()? {
                    indexer.add(text_of(row)?);
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// The text of a paper of a database that is being built changes: it goes, and comes again with
    /// [`Known::index_again`].
    pub fn take_from_index(&mut self, connection: &Connection, paper_id: i64) -> rusqlite::Result<()> {
        if let (Some(indexer), Some(text)) = (&mut self.indexer, find_text(connection, paper_id)?) {
            indexer.take(text);
        }
        Ok(())
    }

    /// The text of a paper that went comes again.
    pub fn index_again(&mut self, connection: &Connection, paper_id: i64) -> rusqlite::Result<()> {
        if let (Some(indexer), Some(text)) = (&mut self.indexer, find_text(connection, paper_id)?) {
            indexer.add(text);
        }
        Ok(())
    }

    /// Who makes the full-text index meanwhile; `None` when it is to be made at the end.
    pub fn take_indexer(&mut self) -> Option<Indexer> {
        self.indexer.take()
    }
}

fn find_text(connection: &Connection, paper_id: i64) -> rusqlite::Result<Option<Text>> {
    let paper = named_params! { ":paper_id": paper_id };
    connection.prepare_cached(sql::FIND_TEXT)?.query_row(paper, text_of).optional()
}

fn text_of(row: &Row<'_>) -> rusqlite::Result<Text> {
    Ok(Text { paper_id: row.get(0)?, title: row.get(1)?, abstract_text: row.get(2)?, authors: row.get(3)? })
}
