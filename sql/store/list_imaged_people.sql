-- People in rows as they were before imports that are in force.
SELECT DISTINCT
  import_images.import_id,
  json_extract(import_images.image, CASE import_images.table_name WHEN 'authorships' THEN '$[2]' ELSE '$[3]' END)
FROM imports
JOIN import_images
  ON import_images.import_id = imports.id
  AND import_images.table_name IN ('authorships', 'session_roles')
  AND import_images.image IS NOT NULL
WHERE imports.undone_at IS NULL
ORDER BY
  1,
  2;
