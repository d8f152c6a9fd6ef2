-- The sessions that earlier imports of this file brought, and whether another file names them too.
SELECT
  sessions.id,
  EXISTS (
    SELECT 1
    FROM session_sources AS others
    JOIN imports AS other_imports ON other_imports.id = others.import_id
    WHERE others.session_id = sessions.id
      AND other_imports.path <> :path
  )
FROM sessions
WHERE sessions.id IN (
    SELECT session_sources.session_id
    FROM imports
    JOIN session_sources ON session_sources.import_id = imports.id
    WHERE imports.path = :path
      AND imports.id <> :import_id
  )
ORDER BY sessions.id;
