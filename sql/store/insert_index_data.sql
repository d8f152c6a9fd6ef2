-- An empty index has two blocks already.
INSERT OR REPLACE INTO paper_search_data (id, block)
VALUES (:id, :block);
