-- The sessions that a key may mean: the one of this id; else those of this title; else those whose title holds it.
WITH
by_id AS (
  SELECT id
  FROM sessions
  WHERE id = :id
),
by_title AS (
  SELECT id
  FROM sessions
  WHERE title_key = :key
),
by_part AS (
  SELECT id
  FROM sessions
  WHERE NOT EXISTS (SELECT 1 FROM by_id)
    AND NOT EXISTS (SELECT 1 FROM by_title)
    AND instr(title_key, :key) > 0
)
SELECT
  sessions.id AS id,
  concat_ws(' · ', sessions.title, sessions.room, coalesce(sessions.starts_at, sessions.printed_time)) AS title
FROM sessions
WHERE sessions.id IN (
    SELECT id FROM by_id
    UNION ALL
    SELECT id FROM by_title WHERE NOT EXISTS (SELECT 1 FROM by_id)
    UNION ALL
    SELECT id FROM by_part
  )
ORDER BY sessions.id
