DELETE FROM paper_keywords
WHERE paper_id = :paper_id;
