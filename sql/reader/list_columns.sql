-- Every table and view that a question may want, with its columns in order. What SQLite, the full-text index and the
-- migrations keep for themselves is left out.
SELECT tables.name, columns.name
FROM pragma_table_list() AS tables
JOIN pragma_table_info(tables.name) AS columns
WHERE tables.schema = 'main'
  AND tables.type IN ('table', 'view', 'virtual')
  AND tables.name NOT GLOB 'sqlite_*'
  AND tables.name NOT GLOB 'refinery_*'
ORDER BY tables.name, columns.cid
