-- The people that a key may mean: the one of this id; else those of this name; else those whose name holds it.
WITH
by_id AS (
  SELECT id
  FROM authors
  WHERE id = :id
),
by_name AS (
  SELECT author_id AS id
  FROM author_names
  WHERE name_key = :key
),
by_part AS (
  SELECT author_id AS id
  FROM author_names
  WHERE NOT EXISTS (SELECT 1 FROM by_id)
    AND NOT EXISTS (SELECT 1 FROM by_name)
    AND instr(name_key, :key) > 0
)
SELECT
  authors.id AS id,
  authors.name AS title
FROM authors
WHERE authors.id IN (
    SELECT id FROM by_id
    UNION ALL
    SELECT id FROM by_name WHERE NOT EXISTS (SELECT 1 FROM by_id)
    UNION ALL
    SELECT id FROM by_part
  )
ORDER BY authors.id
