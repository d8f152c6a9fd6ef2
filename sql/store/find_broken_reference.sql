-- A table that refers to something that is not there.
SELECT "table"
FROM pragma_foreign_key_check
LIMIT 1;
