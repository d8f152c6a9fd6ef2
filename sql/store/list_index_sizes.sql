-- How many words each paper of a full-text index has.
SELECT
  id,
  sz
FROM paper_search_docsize
ORDER BY id;
