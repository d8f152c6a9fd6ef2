-- title:   Programme
-- answers: What is presented in which room, in running order?
-- param:   room  text  = NULL   part of a room's name; every room if left out
-- param:   session  text  = NULL   part of a session's title; every session if left out
-- param:   conference  text  = NULL   part of a conference's name; every conference if left out
-- columns: room, starts_at, session, moderators, position, title, authors, kind, board
-- example: room=310
SELECT
  programme.room AS room,
  programme.starts_at AS starts_at,
  programme.session AS session,
  programme.moderators AS moderators,
  programme.position AS position,
  programme.title AS title,
  programme.authors AS authors,
  programme.kind AS kind,
  programme.board AS board
FROM programme
WHERE (:room IS NULL OR instr(lower(programme.room), lower(:room)) > 0)
  AND (:session IS NULL OR instr(lower(programme.session), lower(:session)) > 0)
  AND (:conference IS NULL OR instr(lower(programme.conference), lower(:conference)) > 0)
ORDER BY
  programme.room IS NULL,
  programme.room,
  programme.starts_at,
  programme.session_id,
  programme.position;
