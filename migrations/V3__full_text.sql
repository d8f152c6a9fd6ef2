-- Full-text search over title, abstract and the printed names of the authors. The index holds no text of its own: it
-- reads it from the view paper_text, and the store keeps it in step within the transaction that changes a paper.

PRAGMA user_version = 3;

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
FROM papers;

CREATE VIRTUAL TABLE paper_search USING fts5(
  title,
  abstract,
  authors,
  content = 'paper_text',
  content_rowid = 'id',
  tokenize = 'unicode61 remove_diacritics 2'
);
