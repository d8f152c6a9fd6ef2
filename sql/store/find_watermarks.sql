-- The largest ids that were given so far.
SELECT
  (SELECT coalesce(max(id), 0) FROM conferences),
  (SELECT coalesce(max(id), 0) FROM sessions),
  (SELECT coalesce(max(id), 0) FROM papers),
  (SELECT coalesce(max(id), 0) FROM authors);
