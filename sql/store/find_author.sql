-- The person whom a spelling belongs to, and the spelling; the one known longest where it belongs to several.
SELECT
  author_id,
  name
FROM author_names
WHERE name_key = :name_key
ORDER BY author_id
LIMIT 1;
