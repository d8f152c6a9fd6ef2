-- How the full-text index is made.
SELECT sql
FROM sqlite_schema
WHERE name = 'paper_search';
