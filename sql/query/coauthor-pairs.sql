-- title:   Pairs of co-authors
-- answers: Which two people wrote together, most papers first?
-- param:   min_papers  integer  = 1   how many papers at least
-- param:   session  text  = NULL   part of a session's title; every session if left out
-- columns: author, coauthor, papers (count)
-- example: min_papers=2
WITH
written AS (
  SELECT DISTINCT
    authorships.paper_id AS paper_id,
    authorships.author_id AS author_id
  FROM papers
  JOIN authorships ON authorships.paper_id = papers.id
  WHERE papers.withdrawn_by IS NULL
    AND (
      :session IS NULL
      OR EXISTS (
        SELECT 1
        FROM presentations
        JOIN sessions ON sessions.id = presentations.session_id
        WHERE presentations.paper_id = papers.id
          AND instr(lower(sessions.title), lower(:session)) > 0
      )
    )
),
pairs AS (
  SELECT
    first.author_id AS author_id,
    second.author_id AS coauthor_id,
    count(*) AS papers
  FROM written AS first
  JOIN written AS second
    ON second.paper_id = first.paper_id
    AND second.author_id > first.author_id
  GROUP BY
    first.author_id,
    second.author_id
  HAVING count(*) >= :min_papers
)
SELECT
  authors.name AS author,
  coauthors.name AS coauthor,
  pairs.papers AS papers
FROM pairs
JOIN authors ON authors.id = pairs.author_id
JOIN authors AS coauthors ON coauthors.id = pairs.coauthor_id
ORDER BY
  pairs.papers DESC,
  authors.name_key,
  coauthors.name_key,
  pairs.author_id,
  pairs.coauthor_id;
