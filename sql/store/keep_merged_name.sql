-- The name of a person who turned out to be another one is one more spelling of that one.
INSERT OR IGNORE INTO author_names (name_key, author_id, name)
SELECT
  name_key,
  :winner,
  name
FROM authors
WHERE id = :loser;
