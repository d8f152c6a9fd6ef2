DELETE FROM sessions
WHERE id = :session_id;
