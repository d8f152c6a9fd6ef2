DELETE FROM presentations
WHERE paper_id = :paper_id;
