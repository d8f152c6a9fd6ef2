UPDATE session_roles
SET session_id = :to_session_id
WHERE session_id = :session_id;
