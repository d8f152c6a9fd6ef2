-- How many bytes of words the full-text index gathers before it writes them.
INSERT INTO paper_search (paper_search, rank)
VALUES ('hashsize', :bytes);
