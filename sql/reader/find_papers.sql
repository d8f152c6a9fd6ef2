-- The papers that a key may mean: the one of this id; else those of this title; else those whose title holds it.
WITH
by_id AS (
  SELECT id
  FROM papers
  WHERE id = :id
),
by_title AS (
  SELECT id
  FROM papers
  WHERE title_key = :key
),
by_part AS (
  SELECT id
  FROM papers
  WHERE NOT EXISTS (SELECT 1 FROM by_id)
    AND NOT EXISTS (SELECT 1 FROM by_title)
    AND instr(title_key, :key) > 0
)
SELECT
  papers.id AS id,
  concat_ws(' · ', papers.title, conferences.name) AS title
FROM papers
LEFT JOIN conferences ON conferences.id = papers.conference_id
WHERE papers.id IN (
    SELECT id FROM by_id
    UNION ALL
    SELECT id FROM by_title WHERE NOT EXISTS (SELECT 1 FROM by_id)
    UNION ALL
    SELECT id FROM by_part
  )
ORDER BY papers.id
