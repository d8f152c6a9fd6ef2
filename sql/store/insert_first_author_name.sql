-- The first spelling of a person.
INSERT OR IGNORE INTO author_names (name_key, author_id, name)
SELECT
  name_key,
  id,
  name
FROM authors
WHERE id = :author_id;
