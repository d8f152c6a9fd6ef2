UPDATE imports
SET
  sessions = :sessions,
  papers = :papers,
  rejected = :rejected
WHERE id = :import_id;
