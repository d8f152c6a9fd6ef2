UPDATE imports
SET
  sha256 = :sha256,
  sessions = :sessions,
  papers = :papers,
  added = :added,
  changed = :changed,
  withdrawn = :withdrawn,
  rejected = :rejected
WHERE id = :import_id;
