INSERT INTO paper_keywords (paper_id, position, keyword)
VALUES (:paper_id, :position, :text);
