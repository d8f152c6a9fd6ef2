-- Takes every paper into the full-text index of a database that is being built.
INSERT INTO paper_search (paper_search)
VALUES ('rebuild');
