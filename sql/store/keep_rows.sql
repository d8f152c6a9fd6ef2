-- The rows of any table about one thing, as an import will be taken to have found them.
INSERT OR IGNORE INTO import_images (import_id, table_name, row_key, owner_id, image)
SELECT
  :import_id,
  '{table}',
  json_array({key}),
  {owner},
  json_array({columns})
FROM {table}
WHERE {owner} = :owner_id;
