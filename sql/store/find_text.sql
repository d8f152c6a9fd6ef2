-- The text of one paper; none when it is withdrawn.
SELECT
  id,
  title,
  abstract,
  authors
FROM paper_text
WHERE id = :paper_id;
