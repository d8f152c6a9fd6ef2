-- Every paper by its folded title.
SELECT
  title_key,
  id
FROM papers
ORDER BY id;
