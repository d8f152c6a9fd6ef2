-- Undone imports do not keep a conference that nothing else names.
UPDATE imports
SET conference_id = NULL
WHERE conference_id = :conference_id;
