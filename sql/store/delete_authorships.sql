DELETE FROM authorships
WHERE paper_id = :paper_id;
