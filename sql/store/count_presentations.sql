SELECT count(*)
FROM presentations
WHERE session_id = :session_id;
