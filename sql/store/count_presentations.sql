-- How many papers two sessions have, and how many of the first are in the second too.
SELECT
  (SELECT count(*) FROM presentations WHERE session_id = :session_id),
  (SELECT count(*) FROM presentations WHERE session_id = :to_session_id),
  (
    SELECT count(*)
    FROM presentations AS own
    WHERE own.session_id = :session_id
      AND EXISTS (
        SELECT 1
        FROM presentations AS theirs
        WHERE theirs.paper_id = own.paper_id
          AND theirs.session_id = :to_session_id
      )
  );
