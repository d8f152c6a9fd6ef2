-- The noted rows of any table that are not what they were.
INSERT OR IGNORE INTO import_images (import_id, table_name, row_key, owner_id, image)
SELECT
  :import_id,
  notes.table_name,
  notes.row_key,
  notes.owner_id,
  notes.image
FROM temp.notes AS notes
LEFT JOIN {table} ON {has_noted_key}
WHERE notes.table_name = :table_name
  AND notes.image IS NOT json_array({columns});
