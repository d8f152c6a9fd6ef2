-- What an import says of sessions that other sources name too.
SELECT
  session_id,
  line,
  claims
FROM session_sources
WHERE import_id = :import_id
  AND claims IS NOT NULL
ORDER BY
  session_id,
  line;
