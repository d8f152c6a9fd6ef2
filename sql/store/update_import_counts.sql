UPDATE imports
SET
  sessions = :sessions,
  papers = :papers,
  joined = :joined,
  rejected = :rejected
WHERE id = :import_id;
