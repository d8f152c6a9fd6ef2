-- The same rows as the first import behind it found them.
INSERT OR IGNORE INTO import_images (import_id, table_name, row_key, owner_id, image)
SELECT
  :import_id,
  table_name,
  row_key,
  owner_id,
  image
FROM import_images
WHERE import_id > :import_id
  AND table_name = '{table}'
  AND owner_id = :owner_id
  AND (image IS NOT NULL OR table_name <> 'authors')
ORDER BY import_id;
