-- What each source says of a paper otherwise than its row.
SELECT
  paper_sources.import_id,
  paper_sources.line,
  imports.rank,
  paper_sources.claims
FROM paper_sources
JOIN imports ON imports.id = paper_sources.import_id
WHERE paper_sources.paper_id = :paper_id
ORDER BY
  paper_sources.import_id,
  paper_sources.line;
