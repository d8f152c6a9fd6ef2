-- The tables and views that people ask, with their columns, for the help of an error message.
SELECT
  objects.name AS object,
  columns.name AS column
FROM sqlite_schema AS objects
JOIN pragma_table_info(objects.name) AS columns
WHERE objects.type IN ('table', 'view')
  AND objects.name NOT LIKE 'sqlite\_%' ESCAPE '\'
  AND objects.name NOT LIKE 'paper\_search\_%' ESCAPE '\'
  AND objects.name <> 'refinery_schema_history'
ORDER BY
  objects.name,
  columns.cid;
