UPDATE session_sources
SET claims = :claims
WHERE session_id = :session_id
  AND import_id = :import_id
  AND line = :line;
