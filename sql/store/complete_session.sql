-- What the other file says of a session and this one does not.
UPDATE sessions
SET
  conference_id = coalesce(sessions.conference_id, twin.conference_id),
  kind = coalesce(sessions.kind, twin.kind),
  track = coalesce(sessions.track, twin.track),
  room = coalesce(sessions.room, twin.room),
  printed_time = coalesce(sessions.printed_time, twin.printed_time),
  starts_at = coalesce(sessions.starts_at, twin.starts_at),
  ends_at = coalesce(sessions.ends_at, twin.ends_at)
FROM sessions AS twin
WHERE sessions.id = :to_session_id
  AND twin.id = :session_id;
