SELECT
  title,
  abstract
FROM papers
WHERE id = :paper_id;
