DELETE FROM session_roles
WHERE session_id = :session_id;
