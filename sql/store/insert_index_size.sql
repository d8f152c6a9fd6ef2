INSERT INTO paper_search_docsize (id, sz)
VALUES (:id, :sz);
