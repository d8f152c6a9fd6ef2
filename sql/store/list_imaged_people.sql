-- People in rows as they were before imports that are in force, those apart whom the import itself dropped or renamed.
WITH named AS (
  SELECT DISTINCT
    import_images.import_id AS import_id,
    json_extract(import_images.image, CASE import_images.table_name WHEN 'authorships' THEN '$[2]' ELSE '$[3]' END)
      AS author_id
  FROM imports
  JOIN import_images
    ON import_images.import_id = imports.id
    AND import_images.table_name IN ('authorships', 'session_roles')
    AND import_images.image IS NOT NULL
  WHERE imports.undone_at IS NULL
)
SELECT
  named.import_id,
  named.author_id
FROM named
WHERE NOT EXISTS (
    SELECT 1
    FROM import_images AS own
    WHERE own.import_id = named.import_id
      AND own.table_name = 'authors'
      AND own.row_key = json_array(named.author_id)
  )
ORDER BY
  named.import_id,
  named.author_id;
