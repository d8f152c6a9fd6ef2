-- The first spelling of every person, in the order of the table it goes to.
INSERT OR IGNORE INTO author_names (name_key, author_id, name)
SELECT
  name_key,
  id,
  name
FROM authors
ORDER BY
  name_key,
  id;
