-- The person whom a spelling belongs to; the one known longest where it belongs to several.
SELECT author_id
FROM author_names
WHERE name_key = :name_key
ORDER BY author_id
LIMIT 1;
