-- The text of every paper so far.
SELECT
  id,
  title,
  abstract,
  authors
FROM paper_text
ORDER BY id;
