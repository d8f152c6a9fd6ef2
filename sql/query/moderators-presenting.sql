-- title:   Moderators who present
-- answers: Which moderator or chair is also an author of a paper in that very session?
-- param:   conference  text  = NULL   part of a conference's name; every conference if left out
-- columns: name, role, session, room, position, title
-- example: conference=ICML
SELECT
  session_roles.printed_name AS name,
  session_roles.role AS role,
  sessions.title AS session,
  sessions.room AS room,
  presentations.position AS position,
  papers.title AS title
FROM session_roles
JOIN sessions ON sessions.id = session_roles.session_id
JOIN presentations ON presentations.session_id = sessions.id
JOIN papers ON papers.id = presentations.paper_id
LEFT JOIN conferences ON conferences.id = sessions.conference_id
WHERE (:conference IS NULL OR instr(lower(conferences.name), lower(:conference)) > 0)
  AND EXISTS (
    SELECT 1
    FROM authorships
    WHERE authorships.paper_id = presentations.paper_id
      AND authorships.author_id = session_roles.author_id
  )
ORDER BY
  sessions.id,
  session_roles.role DESC,
  session_roles.position,
  presentations.position;
