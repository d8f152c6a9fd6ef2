-- A paper that no source names any more.
UPDATE papers
SET withdrawn_by = :import_id
WHERE id = :paper_id;
