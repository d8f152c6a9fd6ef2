UPDATE paper_links
SET paper_id = :to_paper_id
WHERE paper_id = :paper_id;
