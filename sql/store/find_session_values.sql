SELECT
  title_key,
  room,
  starts_at,
  printed_time,
  kind
FROM sessions
WHERE id = :session_id;
