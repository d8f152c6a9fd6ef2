-- The same session, brought by another file: same conference, title, room and time, and a paper in common.
SELECT other.id
FROM sessions AS own
JOIN sessions AS other
  ON other.title_key = own.title_key
  AND other.conference_id IS own.conference_id
  AND other.room IS own.room
  AND other.printed_time IS own.printed_time
  AND other.id <> own.id
WHERE own.id = :session_id
  AND NOT EXISTS (
    SELECT 1
    FROM session_sources
    WHERE session_sources.session_id = other.id
      AND session_sources.import_id = :import_id
  )
  AND EXISTS (
    SELECT 1
    FROM presentations AS ours
    JOIN presentations AS theirs ON theirs.paper_id = ours.paper_id
    WHERE ours.session_id = own.id
      AND theirs.session_id = other.id
  )
ORDER BY other.id
LIMIT 1;
