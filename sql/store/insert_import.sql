INSERT INTO imports
  (path, format, rank, sha256, conference_id, imported_at, sessions, papers, rejected,
    conferences_before, sessions_before, papers_before, authors_before)
VALUES
  (:path, :format, :rank, '', :conference_id, :imported_at, 0, 0, 0,
    :conferences_before, :sessions_before, :papers_before, :authors_before);
