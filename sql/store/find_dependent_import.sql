-- The latest import that changed a row which this one changed too, or something that this one brought.
SELECT
  later.id,
  later.path,
  coalesce(papers.title, sessions.title)
FROM imports AS later
JOIN import_images AS theirs ON theirs.import_id = later.id
LEFT JOIN import_images AS own
  ON own.import_id = :import_id
  AND own.table_name = theirs.table_name
  AND own.row_key = theirs.row_key
LEFT JOIN papers
  ON papers.id = theirs.owner_id
  AND theirs.table_name IN
    ('papers', 'authorships', 'paper_ids', 'paper_keywords', 'paper_links', 'paper_sources')
LEFT JOIN sessions
  ON sessions.id = theirs.owner_id
  AND theirs.table_name IN ('sessions', 'presentations', 'session_roles', 'session_sources')
WHERE later.id > :import_id
  AND later.undone_at IS NULL
  AND (
    own.row_key IS NOT NULL
    OR (papers.id > :papers_before AND papers.id <= :papers_after)
    OR (sessions.id > :sessions_before AND sessions.id <= :sessions_after)
    OR (
      theirs.image IS NOT NULL
      AND (
        (theirs.table_name = 'papers' AND theirs.owner_id > :papers_before AND theirs.owner_id <= :papers_after)
        OR (
          theirs.table_name = 'sessions'
          AND theirs.owner_id > :sessions_before
          AND theirs.owner_id <= :sessions_after
        )
      )
    )
  )
ORDER BY
  later.id DESC,
  theirs.table_name,
  theirs.row_key
LIMIT 1;
