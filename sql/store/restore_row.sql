-- One row of any table as it was.
INSERT INTO {table} ({bare_columns})
VALUES ({values});
