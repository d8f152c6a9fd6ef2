-- The papers that one import brought.
SELECT id
FROM papers
WHERE id > :above
  AND id <= :upto
ORDER BY id;
