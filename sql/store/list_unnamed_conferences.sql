-- Conferences that undone imports brought and that nothing names any more, undone imports apart.
WITH
undone AS (
  SELECT
    imports.conferences_before AS above,
    coalesce(
      (SELECT next.conferences_before FROM imports AS next WHERE next.id > imports.id ORDER BY next.id LIMIT 1),
      (SELECT max(id) FROM conferences)
    ) AS upto
  FROM imports
  WHERE imports.undone_at IS NOT NULL
)
SELECT conferences.id
FROM undone
JOIN conferences
  ON conferences.id > undone.above
  AND conferences.id <= undone.upto
WHERE NOT EXISTS (SELECT 1 FROM papers WHERE papers.conference_id = conferences.id)
  AND NOT EXISTS (SELECT 1 FROM sessions WHERE sessions.conference_id = conferences.id)
  AND NOT EXISTS (
    SELECT 1
    FROM imports
    WHERE imports.conference_id = conferences.id
      AND imports.undone_at IS NULL
  )
ORDER BY conferences.id;
