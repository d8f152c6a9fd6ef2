-- Every author of every paper, in printed order.
SELECT
  paper_id,
  printed_name,
  affiliation
FROM authorships
ORDER BY
  paper_id,
  position;
