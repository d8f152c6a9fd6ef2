-- A file may print a paper twice; each place counts once.
INSERT OR IGNORE INTO paper_sources (paper_id, import_id, line)
VALUES (:paper_id, :import_id, :line);
