SELECT DISTINCT session_id
FROM presentations
WHERE paper_id = :paper_id
ORDER BY session_id;
