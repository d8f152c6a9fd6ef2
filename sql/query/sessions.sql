-- title:   Sessions
-- answers: Which sessions are there, where and when, who moderates, and how many papers and authors do they have?
-- param:   session  text  = NULL   part of a session's title; every session if left out
-- param:   conference  text  = NULL   part of a conference's name; every conference if left out
-- columns: session, room, starts_at, ends_at, printed_time, moderators, papers (count), authors (count), conference
-- example: session=Generative
SELECT
  sessions.title AS session,
  sessions.room AS room,
  sessions.starts_at AS starts_at,
  sessions.ends_at AS ends_at,
  sessions.printed_time AS printed_time,
  (
    SELECT group_concat(printed_name, '; ')
    FROM (
      SELECT session_roles.printed_name AS printed_name
      FROM session_roles
      WHERE session_roles.session_id = sessions.id
      ORDER BY
        session_roles.role DESC,
        session_roles.position
    )
  ) AS moderators,
  (
    SELECT count(DISTINCT presentations.paper_id)
    FROM presentations
    WHERE presentations.session_id = sessions.id
  ) AS papers,
  (
    SELECT count(DISTINCT authorships.author_id)
    FROM presentations
    JOIN authorships ON authorships.paper_id = presentations.paper_id
    WHERE presentations.session_id = sessions.id
  ) AS authors,
  conferences.name AS conference
FROM sessions
LEFT JOIN conferences ON conferences.id = sessions.conference_id
WHERE (:conference IS NULL OR instr(lower(conferences.name), lower(:conference)) > 0)
  AND (:session IS NULL OR instr(lower(sessions.title), lower(:session)) > 0)
ORDER BY
  sessions.starts_at,
  sessions.id;
