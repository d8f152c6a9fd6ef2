-- How the indexes are made that a database which is being built does without until its end.
SELECT sql
FROM sqlite_schema
WHERE type = 'index'
  AND name IN (
    'papers_by_title',
    'papers_by_conference',
    'author_names_by_author',
    'authorships_by_author',
    'paper_ids_by_value',
    'paper_sources_by_import'
  )
ORDER BY name;
