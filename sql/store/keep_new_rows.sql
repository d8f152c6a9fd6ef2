-- That there were no such rows of any table about what was noted.
INSERT OR IGNORE INTO import_images (import_id, table_name, row_key, owner_id, image)
SELECT
  :import_id,
  :table_name,
  json_array({key}),
  {owner},
  NULL
FROM temp.noted_owners AS owners
CROSS JOIN {table} ON {owner} = owners.owner_id
WHERE owners.table_name = :table_name
  AND NOT EXISTS (
    SELECT 1
    FROM temp.notes AS notes
    WHERE notes.table_name = :table_name
      AND notes.row_key = json_array({key})
  );
