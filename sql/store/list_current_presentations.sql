-- What is presented where, in running order.
SELECT
  session_id,
  paper_id,
  kind,
  board,
  printed_time,
  starts_at
FROM presentations
ORDER BY
  session_id,
  position;
