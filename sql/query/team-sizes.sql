-- title:   Team sizes
-- answers: How many papers have how many authors?
-- param:   session  text  = NULL   part of a session's title; every session if left out
-- columns: authors (a paper), papers (count), percent (of all papers)
-- example: session=Generative
WITH
teams AS (
  SELECT
    papers.id AS paper_id,
    (SELECT count(*) FROM authorships WHERE authorships.paper_id = papers.id) AS authors
  FROM papers
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
)
SELECT
  teams.authors AS authors,
  count(*) AS papers,
  round(100.0 * count(*) / (SELECT count(*) FROM teams), 1) AS percent
FROM teams
GROUP BY teams.authors
ORDER BY teams.authors;
