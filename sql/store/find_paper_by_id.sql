-- The paper that a site or a registry gave a name; the one known longest where it gave it to several.
SELECT paper_id
FROM paper_ids
WHERE scheme = :scheme
  AND value = :value
ORDER BY paper_id
LIMIT 1;
