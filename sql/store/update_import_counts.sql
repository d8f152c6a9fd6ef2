UPDATE imports
SET
  sha256 = :sha256,
  sessions = :sessions,
  papers = :papers,
  rejected = :rejected
WHERE id = :import_id;
