-- Rows as they were before an import changed them, and what they are about.
CREATE TEMP TABLE IF NOT EXISTS notes (
  table_name TEXT NOT NULL,
  row_key    TEXT NOT NULL,
  owner_id   INTEGER NOT NULL,
  image      TEXT NOT NULL,
  PRIMARY KEY (table_name, row_key)
) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS noted_owners (
  table_name TEXT NOT NULL,
  owner_id   INTEGER NOT NULL,
  PRIMARY KEY (table_name, owner_id)
) WITHOUT ROWID;
