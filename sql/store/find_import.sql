-- One import, with the largest ids before it and after it: those before the next one, or those of now.
SELECT
  imports.path,
  imports.undone_at,
  imports.conferences_before,
  imports.sessions_before,
  imports.papers_before,
  imports.authors_before,
  coalesce(next.conferences_before, (SELECT max(id) FROM conferences), 0),
  coalesce(next.sessions_before, (SELECT max(id) FROM sessions), 0),
  coalesce(next.papers_before, (SELECT max(id) FROM papers), 0),
  coalesce(next.authors_before, (SELECT max(id) FROM authors), 0)
FROM imports
LEFT JOIN imports AS next ON next.id = (SELECT min(id) FROM imports WHERE id > :import_id)
WHERE imports.id = :import_id;
