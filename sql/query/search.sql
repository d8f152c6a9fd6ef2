-- title:   Full-text search
-- answers: Which papers hold these words in title, abstract or authors, the best first?
-- param:   terms  text     = required  words, "a phrase", pre*, AND, OR, NOT, title: word (FTS5)
-- param:   most   integer  = -1        papers at most; -1 for all
-- columns: rank (from 1), paper_id, title, authors (in printed order), sessions, snippet (found words in brackets)
-- example: terms='diffusion OR latent'
WITH hits AS MATERIALIZED (
  SELECT paper_search.rowid AS paper_id, bm25(paper_search, 10.0, 1.0, 5.0) AS score
  FROM paper_search
  WHERE paper_search MATCH :terms
  ORDER BY score, paper_search.rowid
  LIMIT :most
),
ranked AS MATERIALIZED (
  SELECT hits.paper_id AS paper_id, row_number() OVER (ORDER BY hits.score, hits.paper_id) AS rank
  FROM hits
)
SELECT
  ranked.rank AS rank,
  papers.id AS paper_id,
  papers.title AS title,
  (
    SELECT group_concat(printed_name, '; ')
    FROM (
      SELECT authorships.printed_name
      FROM authorships
      WHERE authorships.paper_id = papers.id
      ORDER BY authorships.position
    )
  ) AS authors,
  (
    SELECT group_concat(title, '; ')
    FROM (
      SELECT sessions.title
      FROM presentations
      JOIN sessions ON sessions.id = presentations.session_id
      WHERE presentations.paper_id = papers.id
      GROUP BY sessions.title
      ORDER BY min(sessions.id)
    )
  ) AS sessions,
  snippet(paper_search, -1, '[', ']', '…', 24) AS snippet
FROM ranked
CROSS JOIN paper_search ON paper_search.rowid = ranked.paper_id AND paper_search MATCH :terms
JOIN papers ON papers.id = ranked.paper_id
ORDER BY ranked.rank
