SELECT url
FROM paper_links
WHERE paper_id = :paper_id
ORDER BY position;
