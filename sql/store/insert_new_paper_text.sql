-- Takes a new paper into the full-text index, with the text that the view paper_text has of it.
INSERT INTO paper_search (rowid, title, abstract, authors)
VALUES (:paper_id, :title, :abstract, :authors);
