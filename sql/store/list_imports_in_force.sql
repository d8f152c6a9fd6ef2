-- The imports that are not undone, with their files.
SELECT
  id,
  path
FROM imports
WHERE undone_at IS NULL
ORDER BY id;
