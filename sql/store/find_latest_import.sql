-- What the last import of this file read: its hash and its conference.
SELECT
  imports.sha256,
  conferences.name
FROM imports
LEFT JOIN conferences ON conferences.id = imports.conference_id
WHERE imports.path = :path
  AND imports.undone_at IS NULL
ORDER BY imports.id DESC
LIMIT 1;
