DELETE FROM paper_links
WHERE paper_id = :paper_id;
