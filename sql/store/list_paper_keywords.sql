SELECT keyword
FROM paper_keywords
WHERE paper_id = :paper_id
ORDER BY position;
