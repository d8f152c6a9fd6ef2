-- The rows of any table about one thing, as they are.
INSERT INTO temp.notes (table_name, row_key, owner_id, image)
SELECT
  '{table}',
  json_array({key}),
  {owner},
  json_array({columns})
FROM {table}
WHERE {owner} = :owner_id;
