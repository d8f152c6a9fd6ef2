-- Reads the schema, so that a file that is no database is found out.
SELECT count(*)
FROM sqlite_schema;
