-- Views for people who write SQL. They stay within what SQLite 3.37 reads, so that other tools can open the file.
-- Joined lists come in position order, because the subquery under group_concat() is sorted.

PRAGMA user_version = 2;

-- One row a person who wrote at least one paper.
CREATE VIEW author_list AS
SELECT
  authors.id AS author_id,
  authors.name AS author,
  (
    SELECT count(DISTINCT authorships.paper_id)
    FROM authorships
    WHERE authorships.author_id = authors.id
  ) AS papers,
  (
    SELECT group_concat(title, '; ')
    FROM (
      SELECT DISTINCT sessions.title
      FROM authorships
      JOIN presentations ON presentations.paper_id = authorships.paper_id
      JOIN sessions ON sessions.id = presentations.session_id
      WHERE authorships.author_id = authors.id
      ORDER BY sessions.id
    )
  ) AS sessions,
  (
    SELECT group_concat(title, '; ')
    FROM (
      SELECT DISTINCT papers.id, papers.title
      FROM authorships
      JOIN papers ON papers.id = authorships.paper_id
      WHERE authorships.author_id = authors.id
      ORDER BY papers.id
    )
  ) AS titles
FROM authors
WHERE EXISTS (SELECT 1 FROM authorships WHERE authorships.author_id = authors.id);

-- One row a paper, its authors joined in printed order.
CREATE VIEW paper_list AS
SELECT
  papers.id AS paper_id,
  conferences.name AS conference,
  papers.title AS title,
  (
    SELECT group_concat(printed_name, '; ')
    FROM (
      SELECT authorships.printed_name
      FROM authorships
      WHERE authorships.paper_id = papers.id
      ORDER BY authorships.position
    )
  ) AS authors,
  (
    SELECT group_concat(title, '; ')
    FROM (
      SELECT sessions.title
      FROM presentations
      JOIN sessions ON sessions.id = presentations.session_id
      WHERE presentations.paper_id = papers.id
      ORDER BY sessions.id, presentations.position
    )
  ) AS sessions,
  papers.abstract AS abstract
FROM papers
LEFT JOIN conferences ON conferences.id = papers.conference_id;

-- One row a presentation, in the order of the source.
CREATE VIEW programme AS
SELECT
  sessions.id AS session_id,
  conferences.name AS conference,
  sessions.room AS room,
  sessions.starts_at AS starts_at,
  sessions.ends_at AS ends_at,
  sessions.title AS session,
  (
    SELECT group_concat(printed_name, '; ')
    FROM (
      SELECT session_roles.printed_name
      FROM session_roles
      WHERE session_roles.session_id = sessions.id
      ORDER BY session_roles.role DESC, session_roles.position
    )
  ) AS moderators,
  presentations.position AS position,
  presentations.kind AS kind,
  presentations.board AS board,
  papers.id AS paper_id,
  papers.title AS title,
  (
    SELECT group_concat(printed_name, '; ')
    FROM (
      SELECT authorships.printed_name
      FROM authorships
      WHERE authorships.paper_id = papers.id
      ORDER BY authorships.position
    )
  ) AS authors
FROM sessions
JOIN presentations ON presentations.session_id = sessions.id
JOIN papers ON papers.id = presentations.paper_id
LEFT JOIN conferences ON conferences.id = sessions.conference_id;
