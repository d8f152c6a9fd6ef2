-- Every spelling of every person, the first one of each first.
SELECT
  name_key,
  id AS author_id,
  name
FROM authors
UNION ALL
SELECT
  name_key,
  author_id,
  name
FROM author_names
ORDER BY author_id;
