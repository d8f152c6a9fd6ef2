-- Whether refinery has written its list of steps.
SELECT count(*) > 0
FROM sqlite_schema
WHERE type = 'table'
  AND name = 'refinery_schema_history';
