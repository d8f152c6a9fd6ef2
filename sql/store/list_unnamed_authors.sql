-- People whom undone imports brought and whom nothing names any more.
WITH
undone AS (
  SELECT
    imports.authors_before AS above,
    coalesce(
      (SELECT next.authors_before FROM imports AS next WHERE next.id > imports.id ORDER BY next.id LIMIT 1),
      (SELECT max(id) FROM authors)
    ) AS upto
  FROM imports
  WHERE imports.undone_at IS NOT NULL
)
SELECT authors.id
FROM undone
CROSS JOIN authors
  ON authors.id > undone.above
  AND authors.id <= undone.upto
WHERE NOT EXISTS (SELECT 1 FROM authorships WHERE authorships.author_id = authors.id)
  AND NOT EXISTS (SELECT 1 FROM session_roles WHERE session_roles.author_id = authors.id)
ORDER BY authors.id;
