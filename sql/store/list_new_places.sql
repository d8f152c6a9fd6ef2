-- The papers that were there before and are presented in sessions that this import brought.
SELECT
  presentations.paper_id,
  sessions.id,
  sessions.title
FROM presentations
JOIN sessions ON sessions.id = presentations.session_id
WHERE presentations.session_id > :sessions
  AND presentations.paper_id <= :papers
ORDER BY
  presentations.paper_id,
  sessions.id;
