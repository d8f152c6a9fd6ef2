SELECT author_id
FROM session_roles
WHERE session_id = :session_id;
