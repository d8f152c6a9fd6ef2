-- The papers that match an FTS5 expression, best first: a word in the title counts ten times one in the abstract, a
-- name five times. The best are chosen before their snippets are cut, because cutting reads the text.
WITH
hits AS MATERIALIZED (
  SELECT
    rowid AS paper_id,
    bm25(paper_search, 10.0, 1.0, 5.0) AS score
  FROM paper_search
  WHERE paper_search MATCH :terms
  ORDER BY
    score,
    paper_id
  LIMIT :limit
)
SELECT
  row_number() OVER (ORDER BY hits.score, hits.paper_id) AS rank,
  hits.paper_id AS paper_id,
  paper_list.title AS title,
  paper_list.authors AS authors,
  paper_list.sessions AS sessions,
  (
    SELECT snippet(paper_search, -1, '[', ']', '…', 24)
    FROM paper_search
    WHERE paper_search MATCH :terms
      AND paper_search.rowid = hits.paper_id
  ) AS snippet
FROM hits
JOIN paper_list ON paper_list.paper_id = hits.paper_id
ORDER BY rank;
