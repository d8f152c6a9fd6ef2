PRAGMA foreign_keys = ON;
CREATE TABLE conferences (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE papers (id INTEGER PRIMARY KEY, conference_id INTEGER REFERENCES conferences (id), title TEXT NOT NULL, title_key TEXT NOT NULL, abstract TEXT, status TEXT, track TEXT, url TEXT);
CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT NOT NULL, name_key TEXT NOT NULL UNIQUE);
CREATE TABLE authorships (paper_id INTEGER NOT NULL REFERENCES papers (id), position INTEGER NOT NULL, author_id INTEGER NOT NULL REFERENCES authors (id), printed_name TEXT NOT NULL, affiliation TEXT, PRIMARY KEY (paper_id, position)) WITHOUT ROWID;
CREATE INDEX authorships_by_author ON authorships (author_id, paper_id);
CREATE INDEX papers_by_title ON papers (title_key);
CREATE VIEW paper_texts AS SELECT papers.id AS id, title, abstract, (SELECT group_concat(printed_name, '; ') FROM authorships WHERE paper_id = papers.id) AS authors FROM papers;
.mode csv
.import conferences.csv conferences
.import papers.csv papers
.import authors.csv authors
.import authorships.csv authorships
CREATE VIRTUAL TABLE search USING fts5 (title, abstract, authors, content = 'paper_texts', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO search (search) VALUES ('rebuild');
