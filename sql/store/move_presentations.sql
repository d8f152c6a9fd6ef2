-- The papers that only the other file places in a session, behind those of this one.
UPDATE presentations
SET
  session_id = :to_session_id,
  position = position + (SELECT coalesce(max(own.position), 0) FROM presentations AS own WHERE own.session_id = :to_session_id)
WHERE session_id = :session_id
  AND paper_id NOT IN (SELECT own.paper_id FROM presentations AS own WHERE own.session_id = :to_session_id);
