-- The files below a folder whose last import in force found something to read.
SELECT
  imports.path,
  imports.format,
  imports.rank,
  conferences.name
FROM imports
LEFT JOIN conferences ON conferences.id = imports.conference_id
WHERE imports.path >= :from
  AND imports.path < :to
  AND imports.undone_at IS NULL
  AND imports.sha256 <> ''
  AND NOT EXISTS (
    SELECT 1
    FROM imports AS later
    WHERE later.path = imports.path
      AND later.id > imports.id
      AND later.undone_at IS NULL
  )
ORDER BY imports.path;
