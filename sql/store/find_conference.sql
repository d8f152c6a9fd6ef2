-- The conference of this name, whatever its case.
SELECT id
FROM conferences
WHERE name = :name COLLATE NOCASE;
