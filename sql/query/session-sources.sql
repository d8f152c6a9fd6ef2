-- title:   Sources of a session
-- answers: Which source says what of a session, and what did that replace?
-- param:   session  integer  = required  its id; `plenary show session` finds it by title
-- columns: title, field, value, believed, import, format, file, line, since (import), replaced
-- example: session=1
WITH
said AS (
  SELECT 1 AS place, 0 AS part, 'title' AS field, sessions.title AS value
  FROM sessions
  WHERE sessions.id = :session
  UNION ALL
  SELECT 2, 0, 'conference', conferences.name
  FROM sessions
  JOIN conferences ON conferences.id = sessions.conference_id
  WHERE sessions.id = :session
  UNION ALL
  SELECT 3, 0, 'kind', sessions.kind
  FROM sessions
  WHERE sessions.id = :session
  UNION ALL
  SELECT 4, 0, 'track', sessions.track
  FROM sessions
  WHERE sessions.id = :session
  UNION ALL
  SELECT 5, 0, 'room', sessions.room
  FROM sessions
  WHERE sessions.id = :session
  UNION ALL
  SELECT 6, 0, 'time', coalesce(sessions.starts_at, sessions.printed_time)
  FROM sessions
  WHERE sessions.id = :session
  UNION ALL
  SELECT 7, 0, 'end', sessions.ends_at
  FROM sessions
  WHERE sessions.id = :session
  UNION ALL
  SELECT 8, session_roles.position, session_roles.role, session_roles.printed_name
  FROM session_roles
  WHERE session_roles.session_id = :session
  UNION ALL
  SELECT 9, presentations.position, 'paper', concat_ws('. ', presentations.position, papers.title)
  FROM presentations
  JOIN papers ON papers.id = presentations.paper_id
  WHERE presentations.session_id = :session
)
SELECT
  sessions.title AS title,
  said.field AS field,
  said.value AS value,
  'yes' AS believed,
  imports.id AS import,
  imports.format AS format,
  -- What stands behind the last slash of the path.
  replace(imports.path, rtrim(imports.path, replace(imports.path, '/', '')), '') AS file,
  session_sources.line AS line,
  coalesce(
    (
      SELECT max(import_changes.import_id)
      FROM import_changes
      WHERE import_changes.what = 'session'
        AND import_changes.item_id = :session
        AND import_changes.field = said.field
    ),
    (SELECT max(brought.id) FROM imports AS brought WHERE brought.sessions_before < :session)
  ) AS since,
  (
    SELECT group_concat(text, '; ')
    FROM (
      SELECT import_changes.before || ' (until import ' || import_changes.import_id || ')' AS text
      FROM import_changes
      WHERE import_changes.what = 'session'
        AND import_changes.item_id = :session
        AND import_changes.field = said.field
        AND import_changes.before IS NOT NULL
      ORDER BY import_changes.import_id DESC, import_changes.position
    )
  ) AS replaced
FROM said
JOIN sessions ON sessions.id = :session
LEFT JOIN session_sources
  ON session_sources.session_id = sessions.id
  -- Where several sources name the session, those that say this.
  AND CASE
    WHEN session_sources.claims IS NULL THEN TRUE
    WHEN said.field = 'paper' THEN EXISTS (
      SELECT 1
      FROM presentations
      JOIN json_each(session_sources.claims, '$.places') AS place
        ON json_extract(place.value, '$.paper_id') = presentations.paper_id
      WHERE presentations.session_id = :session
        AND presentations.position = said.part
    )
    WHEN said.place = 8 THEN EXISTS (
      SELECT 1
      FROM json_each(session_sources.claims, '$.roles') AS claimed
      WHERE json_extract(claimed.value, '$[1]') = said.value
    )
    WHEN said.field = 'conference' THEN json_extract(session_sources.claims, '$.conference_id') = sessions.conference_id
    WHEN said.field = 'time' THEN said.value IN (
      json_extract(session_sources.claims, '$.starts_at'),
      json_extract(session_sources.claims, '$.printed_time')
    )
    WHEN said.field = 'end' THEN json_extract(session_sources.claims, '$.ends_at') = said.value
    ELSE json_extract(session_sources.claims, '$.' || said.field) = said.value
  END
LEFT JOIN imports ON imports.id = session_sources.import_id
WHERE said.value IS NOT NULL
ORDER BY
  said.place,
  said.field DESC,
  said.part,
  imports.rank,
  imports.id DESC,
  session_sources.line;
