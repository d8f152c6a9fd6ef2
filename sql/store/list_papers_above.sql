-- The papers that this import brought.
SELECT id
FROM papers
WHERE id > :above
ORDER BY id;
