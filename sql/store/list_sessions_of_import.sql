-- The sessions that one import names.
SELECT DISTINCT session_id
FROM session_sources
WHERE import_id = :import_id
ORDER BY session_id;
