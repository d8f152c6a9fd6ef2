-- Every session, with its conference.
SELECT
  sessions.id,
  conferences.name,
  sessions.title,
  sessions.title_key,
  sessions.kind,
  sessions.track,
  sessions.room,
  sessions.printed_time,
  sessions.starts_at,
  sessions.ends_at
FROM sessions
LEFT JOIN conferences ON conferences.id = sessions.conference_id
ORDER BY sessions.id;
