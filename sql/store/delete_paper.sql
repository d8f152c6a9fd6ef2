DELETE FROM papers
WHERE id = :paper_id;
