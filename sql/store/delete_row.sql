-- One row of any table by its key.
DELETE FROM {table}
WHERE {has_key};
