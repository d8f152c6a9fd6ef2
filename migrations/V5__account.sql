-- The account of every import: what it changed, and what it takes to undo it.

PRAGMA user_version = 5;

-- The import since which no source names the paper any more; NULL: some source does.
ALTER TABLE papers ADD COLUMN withdrawn_by INTEGER REFERENCES imports (id);

-- Finds the withdrawn papers (sql/store/list_withdrawn.sql).
CREATE INDEX papers_by_withdrawal ON papers (withdrawn_by) WHERE withdrawn_by IS NOT NULL;

-- Find out whether anything names a conference (sql/store/list_unnamed_conferences.sql).
CREATE INDEX papers_by_conference ON papers (conference_id);
CREATE INDEX sessions_by_conference ON sessions (conference_id);

-- JSON: what this source says of the session, while several name it; NULL: it is the only one, and the rows say it.
ALTER TABLE session_sources ADD COLUMN claims TEXT;

-- Papers that were not there before.
ALTER TABLE imports ADD COLUMN added INTEGER NOT NULL DEFAULT 0;

-- Papers that were there and are not what they were.
ALTER TABLE imports ADD COLUMN changed INTEGER NOT NULL DEFAULT 0;

-- Papers that no source names any more since then.
ALTER TABLE imports ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0;

-- UTC; NULL: it is in force.
ALTER TABLE imports ADD COLUMN undone_at TEXT;

-- The largest ids that were given before it: what it brought has larger ones, up to those before the next import.
-- NULL: it was made before this step, and cannot be undone.
ALTER TABLE imports ADD COLUMN conferences_before INTEGER;
ALTER TABLE imports ADD COLUMN sessions_before INTEGER;
ALTER TABLE imports ADD COLUMN papers_before INTEGER;
ALTER TABLE imports ADD COLUMN authors_before INTEGER;

-- One thing that an import changed in papers and sessions that were there before it.
CREATE TABLE import_changes (
  import_id INTEGER NOT NULL REFERENCES imports (id),
  position  INTEGER NOT NULL CHECK (position >= 1),
  what      TEXT NOT NULL,   -- "paper", "session"
  item_id   INTEGER NOT NULL, -- papers.id or sessions.id; the row may be gone by now
  title     TEXT NOT NULL,   -- of the paper or session after the import
  change    TEXT NOT NULL,   -- "retitled", "author added", "moved", …
  field     TEXT,            -- NULL: the change says it all
  before    TEXT,            -- NULL: there was nothing
  after     TEXT,            -- NULL: nothing is left
  PRIMARY KEY (import_id, position)
) STRICT, WITHOUT ROWID;

-- Finds what happened to one paper or session (sql/query/history.sql).
CREATE INDEX import_changes_by_item ON import_changes (what, item_id);

-- One row of another table as it was before an import changed it, for undoing that import.
CREATE TABLE import_images (
  import_id  INTEGER NOT NULL REFERENCES imports (id),
  table_name TEXT NOT NULL,
  row_key    TEXT NOT NULL,  -- JSON: an array of the values of its primary key
  owner_id   INTEGER NOT NULL, -- the conference, session, paper or person that it is about
  image      TEXT,           -- JSON: an array of the values of all its columns; NULL: there was no such row
  PRIMARY KEY (import_id, table_name, row_key)
) STRICT, WITHOUT ROWID;

-- A withdrawn paper stands in no list and is not found.
DROP VIEW author_list;
DROP VIEW paper_list;
DROP VIEW paper_text;

-- One row a person who wrote at least one paper.
CREATE VIEW author_list AS
SELECT
  authors.id AS author_id,
  authors.name AS author,
  (
    SELECT count(DISTINCT authorships.paper_id)
    FROM authorships
    JOIN papers ON papers.id = authorships.paper_id
    WHERE authorships.author_id = authors.id
      AND papers.withdrawn_by IS NULL
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
        AND papers.withdrawn_by IS NULL
      ORDER BY papers.id
    )
  ) AS titles
FROM authors
WHERE EXISTS (
    SELECT 1
    FROM authorships
    JOIN papers ON papers.id = authorships.paper_id
    WHERE authorships.author_id = authors.id
      AND papers.withdrawn_by IS NULL
  );

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
LEFT JOIN conferences ON conferences.id = papers.conference_id
WHERE papers.withdrawn_by IS NULL;

-- What the full-text index reads.
CREATE VIEW paper_text AS
SELECT
  papers.id AS id,
  papers.title AS title,
  papers.abstract AS abstract,
  (
    SELECT group_concat(printed_name, '; ')
    FROM (
      SELECT authorships.printed_name
      FROM authorships
      WHERE authorships.paper_id = papers.id
      ORDER BY authorships.position
    )
  ) AS authors
FROM papers
WHERE papers.withdrawn_by IS NULL;
