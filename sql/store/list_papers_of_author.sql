SELECT DISTINCT paper_id
FROM authorships
WHERE author_id = :author_id
ORDER BY paper_id;
