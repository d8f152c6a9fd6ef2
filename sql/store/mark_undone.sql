-- An import that is undone.
UPDATE imports
SET undone_at = :undone_at
WHERE id = :import_id;
