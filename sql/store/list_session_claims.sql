-- What each source says of a session, the most believed first.
SELECT
  session_sources.import_id,
  session_sources.line,
  session_sources.claims
FROM session_sources
JOIN imports ON imports.id = session_sources.import_id
WHERE session_sources.session_id = :session_id
ORDER BY
  imports.rank,
  session_sources.import_id DESC,
  session_sources.line DESC;
