UPDATE import_images
SET image = :image
WHERE import_id = :import_id
  AND table_name = :table_name
  AND row_key = :row_key;
