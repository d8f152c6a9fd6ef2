UPDATE papers
SET
  title = :title,
  abstract = :abstract
WHERE id = :paper_id;
