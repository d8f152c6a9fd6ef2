-- The same session, brought by another file: the same title, nothing else that differs, and a paper in common or the same
-- room at the same time; for a table of one's own (rank 1) the same room or the same time.
SELECT other.id
FROM sessions AS own
CROSS JOIN sessions AS other
  ON other.title_key = own.title_key
  AND other.id <= :sessions_before
  AND coalesce(other.conference_id = own.conference_id, TRUE)
  AND coalesce(other.room = own.room, TRUE)
  AND coalesce(other.starts_at = own.starts_at, other.printed_time = own.printed_time, TRUE)
WHERE own.id = :session_id
  AND NOT EXISTS (
    SELECT 1
    FROM session_sources
    WHERE session_sources.session_id = other.id
      AND session_sources.import_id = :import_id
  )
  AND (
    (other.room = own.room AND other.starts_at = own.starts_at)
    OR (:rank = 1 AND (other.room = own.room OR other.starts_at = own.starts_at))
    OR EXISTS (
      SELECT 1
      FROM presentations AS ours
      CROSS JOIN presentations AS theirs
        ON theirs.paper_id = ours.paper_id
        AND theirs.session_id = other.id
      WHERE ours.session_id = own.id
    )
  )
ORDER BY other.id
LIMIT 1;
