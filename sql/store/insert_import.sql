INSERT INTO imports
  (path, format, rank, sha256, conference_id, imported_at, sessions, papers, rejected)
VALUES
  (:path, :format, :rank, :sha256, :conference_id, :imported_at, 0, 0, 0);
