INSERT INTO paper_links (paper_id, position, url)
VALUES (:paper_id, :position, :text);
