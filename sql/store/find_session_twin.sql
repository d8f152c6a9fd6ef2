-- The same session, brought by another file: the same title, a paper in common, and nothing else that differs; or brought
-- by this one before, in the same words.
SELECT other.id
FROM presentations AS ours
CROSS JOIN presentations AS theirs
  ON theirs.paper_id = ours.paper_id
  AND theirs.session_id <> ours.session_id
CROSS JOIN sessions AS own
  ON own.id = ours.session_id
CROSS JOIN sessions AS other
  ON other.id = theirs.session_id
  AND other.title_key = own.title_key
  AND coalesce(other.conference_id = own.conference_id, TRUE)
  AND coalesce(other.room = own.room, TRUE)
  AND coalesce(other.starts_at = own.starts_at, other.printed_time = own.printed_time, TRUE)
WHERE ours.session_id = :session_id
  AND (
    NOT EXISTS (
      SELECT 1
      FROM session_sources
      WHERE session_sources.session_id = other.id
        AND session_sources.import_id = :import_id
    )
    OR (
      other.id < own.id
      AND other.conference_id IS own.conference_id
      AND other.room IS own.room
      AND other.printed_time IS own.printed_time
      AND other.kind IS own.kind
    )
  )
ORDER BY other.id
LIMIT 1;
