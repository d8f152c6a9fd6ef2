UPDATE sessions
SET
  conference_id = :conference_id,
  title = :title,
  title_key = :title_key,
  kind = :kind,
  track = :track,
  room = :room,
  printed_time = :printed_time,
  starts_at = :starts_at,
  ends_at = :ends_at
WHERE id = :session_id;
