SELECT
  title_key,
  CAST(conference_id AS TEXT),
  room,
  starts_at,
  printed_time,
  kind
FROM sessions
WHERE id = :session_id;
