-- A withdrawn paper that a source names again.
UPDATE papers
SET withdrawn_by = NULL
WHERE id = :paper_id;
