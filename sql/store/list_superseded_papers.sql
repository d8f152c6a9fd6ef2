-- The papers that earlier imports of this file brought.
SELECT DISTINCT paper_sources.paper_id
FROM imports
JOIN paper_sources ON paper_sources.import_id = imports.id
WHERE imports.path = :path
  AND imports.id <> :import_id
ORDER BY paper_sources.paper_id;
