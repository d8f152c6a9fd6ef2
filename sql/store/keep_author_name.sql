-- Keeps the spelling that a person is about to lose; changes nothing where it is the same.
INSERT OR REPLACE INTO author_names (name_key, author_id, name)
SELECT
  name_key,
  id,
  name
FROM authors
WHERE id = :author_id
  AND name <> :name;
