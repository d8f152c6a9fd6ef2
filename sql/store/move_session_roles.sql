-- The roles that the other file names, where this one names none.
UPDATE session_roles
SET session_id = :to_session_id
WHERE session_id = :session_id
  AND NOT EXISTS (SELECT 1 FROM session_roles AS own WHERE own.session_id = :to_session_id);
