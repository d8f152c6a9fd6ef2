-- What several sources say of one paper: its names elsewhere, its keywords, and who says otherwise.

PRAGMA user_version = 4;

-- One name that a site or a registry gives a paper, such as acl and 2022.acl-long.179, or doi and 10.1000/182.
CREATE TABLE paper_ids (
  paper_id INTEGER NOT NULL REFERENCES papers (id),
  scheme   TEXT NOT NULL,
  value    TEXT NOT NULL,
  PRIMARY KEY (paper_id, scheme, value)
) STRICT, WITHOUT ROWID;

-- Finds a paper by a name of it (sql/store/find_paper_by_id.sql).
CREATE INDEX paper_ids_by_value ON paper_ids (scheme, value);

-- One keyword of a paper, in the order of the source.
CREATE TABLE paper_keywords (
  paper_id INTEGER NOT NULL REFERENCES papers (id),
  position INTEGER NOT NULL CHECK (position >= 1),
  keyword  TEXT NOT NULL,
  PRIMARY KEY (paper_id, position)
) STRICT, WITHOUT ROWID;

-- Of its format: where two sources differ, the lower one is believed. Until this step all imports read session pages.
ALTER TABLE imports ADD COLUMN rank INTEGER NOT NULL DEFAULT 7;

-- JSON: what this source says otherwise than the paper's row; NULL: it says the same.
ALTER TABLE paper_sources ADD COLUMN claims TEXT;
