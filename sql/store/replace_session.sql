-- What one session says, in the row of another.
UPDATE sessions
SET
  conference_id = own.conference_id,
  title = own.title,
  title_key = own.title_key,
  kind = own.kind,
  track = own.track,
  room = own.room,
  printed_time = own.printed_time,
  starts_at = own.starts_at,
  ends_at = own.ends_at
FROM sessions AS own
WHERE sessions.id = :to_session_id
  AND own.id = :session_id;
