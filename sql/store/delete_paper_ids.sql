DELETE FROM paper_ids
WHERE paper_id = :paper_id;
