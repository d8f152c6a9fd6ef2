-- title:   Papers of an author
-- answers: Which papers did a person write, at which place of the author list, and where are they presented?
-- param:   author  text  = required   part of the name, in any case
-- columns: author, title, position, authors (count), sessions, conference
-- example: author=brandon
SELECT
  authors.name AS author,
  papers.title AS title,
  authorships.position AS position,
  (
    SELECT count(*)
    FROM authorships AS all_authorships
    WHERE all_authorships.paper_id = authorships.paper_id
  ) AS authors,
  (
    SELECT group_concat(title, '; ')
    FROM (
      SELECT sessions.title AS title
      FROM presentations
      JOIN sessions ON sessions.id = presentations.session_id
      WHERE presentations.paper_id = authorships.paper_id
      ORDER BY sessions.id
    )
  ) AS sessions,
  conferences.name AS conference
FROM authors
JOIN authorships ON authorships.author_id = authors.id
JOIN papers ON papers.id = authorships.paper_id
LEFT JOIN conferences ON conferences.id = papers.conference_id
WHERE papers.withdrawn_by IS NULL
  AND (instr(authors.name_key, lower(:author)) > 0 OR instr(authors.name, :author) > 0)
ORDER BY
  authors.name_key,
  authors.id,
  papers.id,
  authorships.position;
