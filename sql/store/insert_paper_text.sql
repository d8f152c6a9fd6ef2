-- Takes a paper into the full-text index.
INSERT INTO paper_search (rowid, title, abstract, authors)
SELECT
  id,
  title,
  abstract,
  authors
FROM paper_text
WHERE id = :paper_id;
