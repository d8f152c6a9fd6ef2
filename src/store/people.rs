//! Who a printed name is.

use std::collections::HashMap;

use rusqlite::{OptionalExtension, Transaction, named_params};

use super::sql;
use crate::record::PersonName;

/// The people met so far in one import, so that a name is looked up once.
#[derive(Default)]
pub struct People {
    ids: HashMap<String, i64>,
    spellings: HashMap<String, i64>,
}

impl People {
    /// The person of this name: known by the folded name, or new. The spelling is kept.
    pub fn find_or_insert(&mut self, tx: &Transaction<'_>, name: &PersonName) -> rusqlite::Result<i64> {
        if let Some(id) = self.spellings.get(name.as_str()) {
            return Ok(*id);
        }
        let key = name.key();
        let id = match self.ids.get(&key) {
            Some(id) => *id,
            None => {
                let known = tx
                    .prepare_cached(sql::FIND_AUTHOR)?
                    .query_row(named_params! { ":name_key": key }, |row| row.get(0))
                    .optional()?;
                match known {
                    Some(id) => id,
                    None => tx
                        .prepare_cached(sql::INSERT_AUTHOR)?
                        .insert(named_params! { ":name": name.as_str(), ":name_key": key })?,
                }
            }
        };
        tx.prepare_cached(sql::INSERT_AUTHOR_NAME)?
            .execute(named_params! { ":name_key": key, ":author_id": id, ":name": name.as_str() })?;
        self.ids.insert(key, id);
        self.spellings.insert(name.as_str().to_owned(), id);
        Ok(id)
    }
}
