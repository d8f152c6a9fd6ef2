-- Everyone with a role in a session, in printed order.
SELECT
  session_id,
  role,
  printed_name
FROM session_roles
ORDER BY
  session_id,
  role,
  position;
