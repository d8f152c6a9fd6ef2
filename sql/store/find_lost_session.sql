-- Where a withdrawn paper was presented when it was withdrawn.
SELECT before
FROM import_changes
WHERE what = 'paper'
  AND item_id = :paper_id
  AND change = 'withdrawn'
ORDER BY import_id DESC
LIMIT 1;
