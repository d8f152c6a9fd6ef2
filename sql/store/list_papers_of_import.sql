-- The papers that one import names.
SELECT DISTINCT paper_id
FROM paper_sources
WHERE import_id = :import_id
ORDER BY paper_id;
