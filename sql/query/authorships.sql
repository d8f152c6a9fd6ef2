-- title:   Authorships
-- answers: Which person stands at which place of which paper, one row each?
-- param:   session  text  = NULL   part of a session's title; every session if left out
-- param:   conference  text  = NULL   part of a conference's name; every conference if left out
-- columns: paper_id, title, position, author, printed_name, affiliation, conference, sessions
-- example: session=Generative
SELECT
  authorships.paper_id AS paper_id,
  papers.title AS title,
  authorships.position AS position,
  authors.name AS author,
  authorships.printed_name AS printed_name,
  authorships.affiliation AS affiliation,
  conferences.name AS conference,
  (
    SELECT group_concat(title, '; ')
    FROM (
      SELECT sessions.title AS title
      FROM presentations
      JOIN sessions ON sessions.id = presentations.session_id
      WHERE presentations.paper_id = authorships.paper_id
      ORDER BY sessions.id
    )
  ) AS sessions
FROM authorships
CROSS JOIN papers ON papers.id = authorships.paper_id
CROSS JOIN authors ON authors.id = authorships.author_id
LEFT JOIN conferences ON conferences.id = papers.conference_id
WHERE papers.withdrawn_by IS NULL
  AND (:conference IS NULL OR instr(lower(conferences.name), lower(:conference)) > 0)
  AND (
    :session IS NULL
    OR EXISTS (
      SELECT 1
      FROM presentations
      JOIN sessions ON sessions.id = presentations.session_id
      WHERE presentations.paper_id = authorships.paper_id
        AND instr(lower(sessions.title), lower(:session)) > 0
    )
  )
ORDER BY
  authorships.paper_id,
  authorships.position;
