-- title:   Changes of an import
-- answers: What did an import bring, change and withdraw, one row each?
-- param:   import  integer  = NULL   its number, as `plenary imports list` has it; the last one in force if left out
-- columns: what, title, change, field, before, after
-- example: import=1
WITH
chosen AS (
  SELECT
    imports.id AS id,
    imports.undone_at AS undone_at,
    imports.sessions_before AS sessions_before,
    imports.papers_before AS papers_before,
    coalesce(next.sessions_before, (SELECT max(sessions.id) FROM sessions)) AS sessions_after,
    coalesce(next.papers_before, (SELECT max(papers.id) FROM papers)) AS papers_after
  FROM imports
  LEFT JOIN imports AS next
    ON next.id = (SELECT min(later.id) FROM imports AS later WHERE later.id > imports.id)
  WHERE imports.id = coalesce(:import, (SELECT max(last.id) FROM imports AS last WHERE last.undone_at IS NULL))
),
changes AS (
  SELECT
    1 AS place,
    import_changes.position AS position,
    import_changes.what AS what,
    import_changes.title AS title,
    import_changes.change AS change,
    import_changes.field AS field,
    import_changes.before AS before,
    import_changes.after AS after
  FROM chosen
  JOIN import_changes ON import_changes.import_id = chosen.id
  UNION ALL
  SELECT
    2 AS place,
    sessions.id AS position,
    'session' AS what,
    sessions.title AS title,
    'new' AS change,
    NULL AS field,
    NULL AS before,
    concat_ws(', ', sessions.room, coalesce(sessions.printed_time, sessions.starts_at)) AS after
  FROM chosen
  CROSS JOIN sessions
    ON sessions.id > chosen.sessions_before
    AND sessions.id <= chosen.sessions_after
  WHERE chosen.undone_at IS NULL
  UNION ALL
  SELECT
    3 AS place,
    papers.id AS position,
    'paper' AS what,
    papers.title AS title,
    'new' AS change,
    NULL AS field,
    NULL AS before,
    (
      SELECT group_concat(printed_name, '; ')
      FROM (
        SELECT authorships.printed_name AS printed_name
        FROM authorships
        WHERE authorships.paper_id = papers.id
        ORDER BY authorships.position
      )
    ) AS after
  FROM chosen
  CROSS JOIN papers
    ON papers.id > chosen.papers_before
    AND papers.id <= chosen.papers_after
  WHERE chosen.undone_at IS NULL
)
SELECT
  changes.what AS what,
  changes.title AS title,
  changes.change AS change,
  changes.field AS field,
  changes.before AS before,
  nullif(changes.after, '') AS after
FROM changes
ORDER BY
  changes.place,
  changes.position;
