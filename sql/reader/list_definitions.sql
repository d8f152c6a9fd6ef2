-- The text of every definition in the database file.
SELECT sqlite_schema.name, sqlite_schema.sql
FROM sqlite_schema
ORDER BY sqlite_schema.rowid
