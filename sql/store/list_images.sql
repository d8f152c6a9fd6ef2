-- The rows of one table that an import changed, as they were.
SELECT
  row_key,
  owner_id,
  image
FROM import_images
WHERE import_id = :import_id
  AND table_name = :table_name
ORDER BY row_key;
