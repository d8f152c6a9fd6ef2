-- Every name of every paper.
SELECT
  scheme,
  value,
  paper_id
FROM paper_ids
ORDER BY paper_id;
