UPDATE paper_sources
SET claims = :claims
WHERE paper_id = :paper_id
  AND import_id = :import_id
  AND line = :line
  AND claims IS NOT :claims;
