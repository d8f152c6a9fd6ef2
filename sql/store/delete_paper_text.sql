-- Takes a paper out of the full-text index; its text must still be what was taken in.
INSERT INTO paper_search (paper_search, rowid, title, abstract, authors)
SELECT
  'delete',
  id,
  title,
  abstract,
  authors
FROM paper_text
WHERE id = :paper_id;
