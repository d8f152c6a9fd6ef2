-- Where the terms of a full-text index begin.
SELECT
  segid,
  term,
  pgno
FROM paper_search_idx
ORDER BY
  segid,
  term;
