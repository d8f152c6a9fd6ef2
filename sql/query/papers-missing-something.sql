-- title:   Papers that miss something
-- answers: Which papers have no abstract, no authors, or an author of one word?
-- param:   conference  text  = NULL   part of a conference's name; every conference if left out
-- columns: paper_id, title, missing, detail
-- example: conference=ICML
WITH
gaps AS (
  SELECT
    papers.id AS paper_id,
    1 AS place,
    'no abstract' AS missing,
    NULL AS detail
  FROM papers
  WHERE papers.abstract IS NULL
  UNION ALL
  SELECT
    papers.id AS paper_id,
    2 AS place,
    'no authors' AS missing,
    NULL AS detail
  FROM papers
  WHERE NOT EXISTS (SELECT 1 FROM authorships WHERE authorships.paper_id = papers.id)
  UNION ALL
  SELECT
    authorships.paper_id AS paper_id,
    2 + authorships.position AS place,
    'name of one word' AS missing,
    authorships.printed_name AS detail
  FROM authorships
  JOIN authors ON authors.id = authorships.author_id
  WHERE instr(authors.name_key, ' ') = 0
)
SELECT
  gaps.paper_id AS paper_id,
  papers.title AS title,
  gaps.missing AS missing,
  gaps.detail AS detail
FROM gaps
JOIN papers ON papers.id = gaps.paper_id
LEFT JOIN conferences ON conferences.id = papers.conference_id
WHERE papers.withdrawn_by IS NULL
  AND (:conference IS NULL OR instr(lower(conferences.name), lower(:conference)) > 0)
ORDER BY
  gaps.paper_id,
  gaps.place;
