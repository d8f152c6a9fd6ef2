-- One row of any table by its key.
SELECT {columns}
FROM {table}
WHERE {has_key};
