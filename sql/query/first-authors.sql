-- title:   First authors
-- answers: Who stands first on a paper, and how often?
-- param:   session  text  = NULL   part of a session's title; every session if left out
-- columns: author, papers (count), titles
-- example: session=Generative
WITH
sorted_papers AS (
  SELECT
    authorships.author_id AS author_id,
    papers.title AS title
  FROM authorships
  JOIN papers ON papers.id = authorships.paper_id
  WHERE papers.withdrawn_by IS NULL
    AND authorships.position = 1
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
  ORDER BY
    authorships.author_id,
    papers.id
),
counted AS (
  SELECT
    author_id,
    count(*) AS papers,
    group_concat(title, '; ') AS titles
  FROM sorted_papers
  GROUP BY author_id
)
SELECT
  authors.name AS author,
  counted.papers AS papers,
  counted.titles AS titles
FROM counted
JOIN authors ON authors.id = counted.author_id
ORDER BY
  counted.papers DESC,
  authors.name_key,
  authors.id;
