-- The papers that no source names any more.
SELECT id
FROM papers
WHERE withdrawn_by IS NOT NULL
ORDER BY id;
