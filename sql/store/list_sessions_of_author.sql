SELECT DISTINCT session_id
FROM session_roles
WHERE author_id = :author_id
ORDER BY session_id;
