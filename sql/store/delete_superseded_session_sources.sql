DELETE FROM session_sources
WHERE import_id IN (SELECT id FROM imports WHERE path = :path AND id <> :import_id);
