CREATE TABLE conferences (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE papers (id INTEGER PRIMARY KEY, conference_id INTEGER REFERENCES conferences (id), title TEXT NOT NULL, abstract TEXT);
CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE authorships (paper_id INTEGER NOT NULL REFERENCES papers (id), position INTEGER NOT NULL, author_id INTEGER NOT NULL REFERENCES authors (id), PRIMARY KEY (paper_id, position)) WITHOUT ROWID;
CREATE INDEX authorships_by_author ON authorships (author_id, paper_id);
.mode csv
.import conferences.csv conferences
.import papers.csv papers
.import authors.csv authors
.import authorships.csv authorships
CREATE VIRTUAL TABLE search USING fts5 (title, abstract, content = 'papers', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO search (search) VALUES ('rebuild');
