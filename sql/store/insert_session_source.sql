INSERT INTO session_sources (session_id, import_id, line)
VALUES (:session_id, :import_id, :line);
