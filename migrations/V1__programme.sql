-- The programme: conferences, sessions, papers, people, and which file each came from.
--
-- Dates and times are ISO 8601 text with an offset ("2022-07-19T08:15:00-04:00"), or without one where the source
-- names no zone. Positions count from 1. A key is a folded text: two texts with one key are taken for the same.

PRAGMA application_id = 1886152046; -- "plen" in ASCII
PRAGMA user_version = 1;

-- One edition, such as ICML 2022.
CREATE TABLE conferences (
  id      INTEGER PRIMARY KEY,
  name    TEXT NOT NULL,
  acronym TEXT,            -- NULL: the name holds none
  year    INTEGER          -- NULL: the name holds none
) STRICT;

-- Finds the conference that an import names (sql/store/find_conference.sql).
CREATE UNIQUE INDEX conferences_by_name ON conferences (name COLLATE NOCASE);

-- One slot of the programme.
CREATE TABLE sessions (
  id            INTEGER PRIMARY KEY,
  conference_id INTEGER REFERENCES conferences (id), -- NULL: the source does not say
  title         TEXT NOT NULL,
  title_key     TEXT NOT NULL,
  kind          TEXT,      -- NULL: the source does not say ("Oral", "Poster", …)
  track         TEXT,      -- NULL: the source does not say
  room          TEXT,      -- NULL: the source does not say
  printed_time  TEXT,      -- the time as the source prints it; NULL: it prints none
  starts_at     TEXT,      -- NULL: no time, or its date is not certain
  ends_at       TEXT       -- NULL: no end, or its date is not certain
) STRICT;

-- Finds a session that an earlier import wrote (sql/store/find_session_twin.sql).
CREATE INDEX sessions_by_title ON sessions (title_key);

-- One paper.
CREATE TABLE papers (
  id            INTEGER PRIMARY KEY,
  conference_id INTEGER REFERENCES conferences (id), -- NULL: the source does not say
  title         TEXT NOT NULL,
  title_key     TEXT NOT NULL,
  abstract      TEXT,      -- NULL: the source has none
  status        TEXT,      -- NULL: the source does not say ("accepted", "withdrawn", …)
  track         TEXT,      -- NULL: the source does not say
  url           TEXT,      -- NULL: the source gives none
  doi           TEXT,      -- NULL: the source gives none
  pages         TEXT       -- NULL: the source gives none ("4343-4351")
) STRICT;

-- Finds the paper that another file already brought (sql/store/find_paper.sql).
CREATE INDEX papers_by_title ON papers (title_key);

-- One person named in a programme: an author, or a moderator who wrote nothing.
CREATE TABLE authors (
  id       INTEGER PRIMARY KEY,
  name     TEXT NOT NULL,
  family   TEXT,           -- NULL: the source gives the name undivided
  given    TEXT,           -- NULL: the source gives the name undivided
  name_key TEXT NOT NULL,
  orcid    TEXT UNIQUE     -- NULL: the source gives none
) STRICT;

-- One spelling of a person. Merged people keep all their spellings.
CREATE TABLE author_names (
  name_key  TEXT NOT NULL,
  author_id INTEGER NOT NULL REFERENCES authors (id),
  name      TEXT NOT NULL,
  PRIMARY KEY (name_key, author_id, name)
) STRICT, WITHOUT ROWID;

-- Finds the spellings of one person (sql/store/delete_orphan_author_names.sql).
CREATE INDEX author_names_by_author ON author_names (author_id);

-- One author of one paper. The same name may stand twice on one paper.
CREATE TABLE authorships (
  paper_id     INTEGER NOT NULL REFERENCES papers (id),
  position     INTEGER NOT NULL CHECK (position >= 1),
  author_id    INTEGER NOT NULL REFERENCES authors (id),
  printed_name TEXT NOT NULL,
  affiliation  TEXT,       -- NULL: the source does not say
  PRIMARY KEY (paper_id, position)
) STRICT, WITHOUT ROWID;

-- Finds the papers of a person (sql/query/author-papers.sql, coauthors.sql).
CREATE INDEX authorships_by_author ON authorships (author_id, paper_id);

-- One paper in one session.
CREATE TABLE presentations (
  session_id   INTEGER NOT NULL REFERENCES sessions (id),
  position     INTEGER NOT NULL CHECK (position >= 1),
  paper_id     INTEGER NOT NULL REFERENCES papers (id),
  kind         TEXT,       -- NULL: the source does not say ("Oral", "Spotlight", "Poster", …)
  board        TEXT,       -- NULL: no poster board given ("#W-100")
  printed_time TEXT,       -- the time as the source prints it; NULL: it prints none
  starts_at    TEXT,       -- NULL: no time of its own, or its date is not certain
  PRIMARY KEY (session_id, position)
) STRICT, WITHOUT ROWID;

-- Finds the sessions of a paper (the view paper_list; sql/query/multi-session-authors.sql).
CREATE INDEX presentations_by_paper ON presentations (paper_id, session_id);

-- One person with a role in a session.
CREATE TABLE session_roles (
  session_id   INTEGER NOT NULL REFERENCES sessions (id),
  role         TEXT NOT NULL,              -- "moderator", "chair"
  position     INTEGER NOT NULL CHECK (position >= 1),
  author_id    INTEGER NOT NULL REFERENCES authors (id),
  printed_name TEXT NOT NULL,
  PRIMARY KEY (session_id, role, position)
) STRICT, WITHOUT ROWID;

-- Finds the roles of a person (sql/store/delete_orphan_author.sql).
CREATE INDEX session_roles_by_author ON session_roles (author_id);

-- One address found in an abstract, in the order in which they stand there.
CREATE TABLE paper_links (
  paper_id INTEGER NOT NULL REFERENCES papers (id),
  position INTEGER NOT NULL CHECK (position >= 1),
  url      TEXT NOT NULL,
  PRIMARY KEY (paper_id, position)
) STRICT, WITHOUT ROWID;

-- One file taken in by one run.
CREATE TABLE imports (
  id            INTEGER PRIMARY KEY,
  path          TEXT NOT NULL,               -- absolute; "-" is standard input
  format        TEXT NOT NULL,
  sha256        TEXT NOT NULL,               -- of the file's bytes as they lie on the disk, in hexadecimal
  conference_id INTEGER REFERENCES conferences (id), -- the conference that the user named; NULL: none
  imported_at   TEXT NOT NULL,               -- UTC
  sessions      INTEGER NOT NULL,            -- records taken in
  papers        INTEGER NOT NULL,            -- records taken in
  rejected      INTEGER NOT NULL             -- records left out
) STRICT;

-- Finds what an earlier import of the same file brought (sql/store/find_latest_import.sql).
CREATE INDEX imports_by_path ON imports (path);

-- One place that a paper came from.
CREATE TABLE paper_sources (
  paper_id  INTEGER NOT NULL REFERENCES papers (id),
  import_id INTEGER NOT NULL REFERENCES imports (id),
  line      INTEGER NOT NULL,              -- of the title, from 1
  PRIMARY KEY (paper_id, import_id, line)
) STRICT, WITHOUT ROWID;

-- Finds the papers of one import (sql/store/delete_superseded_paper_sources.sql).
CREATE INDEX paper_sources_by_import ON paper_sources (import_id);

-- One place that a session came from.
CREATE TABLE session_sources (
  session_id INTEGER NOT NULL REFERENCES sessions (id),
  import_id  INTEGER NOT NULL REFERENCES imports (id),
  line       INTEGER NOT NULL,             -- of the title, from 1
  PRIMARY KEY (session_id, import_id, line)
) STRICT, WITHOUT ROWID;

-- Finds the sessions of one import (sql/store/delete_superseded_session_sources.sql).
CREATE INDEX session_sources_by_import ON session_sources (import_id);
