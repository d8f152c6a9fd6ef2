-- Takes a paper out of the full-text index, with the text that was taken in.
INSERT INTO paper_search (paper_search, rowid, title, abstract, authors)
VALUES ('delete', :paper_id, :title, :abstract, :authors);
