-- A session has one source again: the rows say what that says.
UPDATE session_sources
SET claims = NULL
WHERE session_id = :session_id;
