-- title:   Papers
-- answers: Which papers are there, by whom, and in which sessions?
-- param:   session  text  = NULL   part of a session's title; every session if left out
-- param:   conference  text  = NULL   part of a conference's name; every conference if left out
-- columns: paper_id, title, authors, sessions, conference, abstract
-- example: session=Generative
SELECT
  paper_list.paper_id AS paper_id,
  paper_list.title AS title,
  paper_list.authors AS authors,
  paper_list.sessions AS sessions,
  paper_list.conference AS conference,
  paper_list.abstract AS abstract
FROM paper_list
WHERE (:conference IS NULL OR instr(lower(paper_list.conference), lower(:conference)) > 0)
  AND (
    :session IS NULL
    OR EXISTS (
      SELECT 1
      FROM presentations
      JOIN sessions ON sessions.id = presentations.session_id
      WHERE presentations.paper_id = paper_list.paper_id
        AND instr(lower(sessions.title), lower(:session)) > 0
    )
  )
ORDER BY paper_list.paper_id;
