-- title:   Authors in several sessions
-- answers: Who has papers in more than one session?
-- param:   min_sessions  integer  = 2   how many sessions at least
-- param:   conference  text  = NULL   part of a conference's name; every conference if left out
-- columns: author, sessions (count), session_titles, papers (count)
-- example: min_sessions=2
WITH
appearances AS (
  SELECT DISTINCT
    authorships.author_id AS author_id,
    sessions.id AS session_id,
    sessions.title AS title
  FROM sessions
  JOIN presentations ON presentations.session_id = sessions.id
  JOIN authorships ON authorships.paper_id = presentations.paper_id
  LEFT JOIN conferences ON conferences.id = sessions.conference_id
  WHERE :conference IS NULL
    OR instr(lower(conferences.name), lower(:conference)) > 0
  ORDER BY
    authorships.author_id,
    sessions.id
),
counted AS (
  SELECT
    author_id,
    count(*) AS sessions,
    group_concat(title, '; ') AS session_titles
  FROM appearances
  GROUP BY author_id
  HAVING count(*) >= :min_sessions
)
SELECT
  authors.name AS author,
  counted.sessions AS sessions,
  counted.session_titles AS session_titles,
  (
    SELECT count(DISTINCT authorships.paper_id)
    FROM appearances
    JOIN presentations ON presentations.session_id = appearances.session_id
    JOIN authorships
      ON authorships.paper_id = presentations.paper_id
      AND authorships.author_id = appearances.author_id
    WHERE appearances.author_id = counted.author_id
  ) AS papers
FROM counted
JOIN authors ON authors.id = counted.author_id
ORDER BY
  counted.sessions DESC,
  authors.name_key,
  authors.id;
