SELECT title_key
FROM papers
WHERE id = :paper_id;
