-- title:   Author list
-- answers: Who wrote the papers, how many each, and in which sessions?
-- param:   session  text  = NULL   part of a session's title; every session if left out
-- param:   conference  text  = NULL   part of a conference's name; every conference if left out
-- columns: author, papers (count), sessions, titles
-- example: session=Generative
WITH
chosen_papers AS (
  SELECT papers.id AS paper_id
  FROM papers
  LEFT JOIN conferences ON conferences.id = papers.conference_id
  WHERE papers.withdrawn_by IS NULL
    AND (:conference IS NULL OR instr(lower(conferences.name), lower(:conference)) > 0)
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
written AS (
  SELECT DISTINCT
    authorships.author_id AS author_id,
    authorships.paper_id AS paper_id
  FROM chosen_papers
  JOIN authorships ON authorships.paper_id = chosen_papers.paper_id
),
written_titles AS (
  SELECT
    author_id,
    count(*) AS papers,
    group_concat(title, '; ') AS titles
  FROM (
    SELECT
      written.author_id AS author_id,
      papers.title AS title
    FROM written
    JOIN papers ON papers.id = written.paper_id
    ORDER BY
      written.author_id,
      papers.id
  )
  GROUP BY author_id
),
session_titles AS (
  SELECT
    author_id,
    group_concat(title, '; ') AS sessions
  FROM (
    SELECT DISTINCT
      written.author_id AS author_id,
      sessions.id AS session_id,
      sessions.title AS title
    FROM written
    JOIN presentations ON presentations.paper_id = written.paper_id
    JOIN sessions ON sessions.id = presentations.session_id
    WHERE :session IS NULL
      OR instr(lower(sessions.title), lower(:session)) > 0
    ORDER BY
      written.author_id,
      sessions.id
  )
  GROUP BY author_id
)
SELECT
  authors.name AS author,
  written_titles.papers AS papers,
  session_titles.sessions AS sessions,
  written_titles.titles AS titles
FROM written_titles
JOIN authors ON authors.id = written_titles.author_id
LEFT JOIN session_titles ON session_titles.author_id = written_titles.author_id
ORDER BY
  authors.name_key,
  authors.id;
