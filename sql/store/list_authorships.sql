SELECT
  author_id,
  printed_name,
  affiliation
FROM authorships
WHERE paper_id = :paper_id
ORDER BY position;
