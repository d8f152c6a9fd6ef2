INSERT INTO paper_search_idx (segid, term, pgno)
VALUES (:segid, :term, :pgno);
