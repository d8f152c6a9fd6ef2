-- The content of a full-text index (sqlite.org/fts5.html, 8).
SELECT
  id,
  block
FROM paper_search_data
ORDER BY id;
