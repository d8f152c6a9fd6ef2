SELECT DISTINCT paper_id
FROM presentations
WHERE session_id = :session_id
ORDER BY paper_id;
