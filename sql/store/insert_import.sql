INSERT INTO imports (path, format, sha256, conference_id, imported_at, sessions, papers, rejected)
VALUES (:path, :format, :sha256, :conference_id, :imported_at, 0, 0, 0);
