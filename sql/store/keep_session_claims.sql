-- What the only source of a session says, now that there is another one.
UPDATE session_sources
SET claims = :claims
WHERE session_id = :session_id
  AND claims IS NULL;
