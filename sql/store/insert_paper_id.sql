INSERT OR IGNORE INTO paper_ids (scheme, value, paper_id)
VALUES (:scheme, :value, :paper_id);
