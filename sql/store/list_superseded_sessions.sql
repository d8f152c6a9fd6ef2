-- The sessions that earlier imports of this file brought.
SELECT DISTINCT session_sources.session_id
FROM imports
JOIN session_sources ON session_sources.import_id = imports.id
WHERE imports.path = :path
  AND imports.id <> :import_id
ORDER BY session_sources.session_id;
