-- Whether there is an import of this number.
SELECT imports.id AS import
FROM imports
WHERE imports.id = :import
ORDER BY imports.id
