-- title:   Sources of a paper
-- answers: Which source says what of a paper, which of them is believed, and what did that replace?
-- param:   paper   integer  = required  its id; `plenary show paper` finds it by title
-- param:   others  integer  = 1         0 leaves out what is not believed
-- columns: title, field, value, believed, import, format, file, line, since (import), replaced
-- example: paper=1
WITH
chosen AS (
  SELECT
    id,
    conference_id,
    title,
    abstract,
    status,
    track,
    url,
    doi,
    pages,
    withdrawn_by
  FROM papers
  WHERE id = :paper
),
believed AS (
  SELECT papers.id AS paper_id, 1 AS place, 'title' AS field, papers.title AS value
  FROM chosen AS papers
  UNION ALL
  SELECT
    papers.id,
    2,
    'authors',
    (
      SELECT group_concat(printed_name, '; ')
      FROM (
        SELECT printed_name
        FROM authorships
        WHERE authorships.paper_id = papers.id
        ORDER BY position
      )
    )
  FROM chosen AS papers
  UNION ALL
  SELECT papers.id, 3, 'conference', conferences.name
  FROM chosen AS papers
  JOIN conferences ON conferences.id = papers.conference_id
  UNION ALL
  SELECT id, 4, 'status', status
  FROM chosen AS papers
  UNION ALL
  SELECT id, 5, 'track', track
  FROM chosen AS papers
  UNION ALL
  SELECT id, 6, 'url', url
  FROM chosen AS papers
  UNION ALL
  SELECT id, 7, 'doi', doi
  FROM chosen AS papers
  UNION ALL
  SELECT id, 8, 'pages', pages
  FROM chosen AS papers
  UNION ALL
  SELECT
    papers.id,
    9,
    'keywords',
    (
      SELECT group_concat(keyword, '; ')
      FROM (
        SELECT keyword
        FROM paper_keywords
        WHERE paper_keywords.paper_id = papers.id
        ORDER BY position
      )
    )
  FROM chosen AS papers
  UNION ALL
  SELECT
    papers.id,
    10,
    'links',
    (
      SELECT group_concat(url, '; ')
      FROM (
        SELECT url
        FROM paper_links
        WHERE paper_links.paper_id = papers.id
        ORDER BY position
      )
    )
  FROM chosen AS papers
  UNION ALL
  SELECT id, 11, 'abstract', abstract
  FROM chosen AS papers
  UNION ALL
  SELECT papers.id, 12, 'withdrawn', 'by import ' || papers.withdrawn_by
  FROM chosen AS papers
),
-- A source without a word of its own on a field says what is believed; one that says nothing has a null there.
said AS (
  SELECT
    believed.paper_id,
    believed.place,
    believed.field,
    paper_sources.import_id,
    paper_sources.line,
    json_type(paper_sources.claims, '$.' || believed.field) AS kind,
    CASE json_type(paper_sources.claims, '$.' || believed.field)
      WHEN 'array' THEN (
        SELECT group_concat(text, '; ')
        FROM (
          SELECT
            CASE type
              WHEN 'object' THEN coalesce(json_extract(value, '$.name.name'), json_extract(value, '$.name'))
              ELSE value
            END AS text
          FROM json_each(paper_sources.claims, '$.' || believed.field)
          ORDER BY key
        )
      )
      WHEN 'text' THEN json_extract(paper_sources.claims, '$.' || believed.field)
    END AS own,
    believed.value AS believed
  FROM believed
  LEFT JOIN paper_sources ON paper_sources.paper_id = believed.paper_id
  UNION ALL
  SELECT
    :paper,
    13,
    'session',
    session_sources.import_id,
    session_sources.line,
    NULL,
    NULL,
    concat_ws(', ', sessions.title, sessions.room, coalesce(sessions.starts_at, sessions.printed_time))
  FROM presentations
  JOIN sessions ON sessions.id = presentations.session_id
  LEFT JOIN session_sources
    ON session_sources.session_id = sessions.id
    AND (
      session_sources.claims IS NULL
      OR EXISTS (
        SELECT 1
        FROM json_each(session_sources.claims, '$.places') AS place
        WHERE json_extract(place.value, '$.paper_id') = :paper
      )
    )
  WHERE presentations.paper_id = :paper
)
SELECT
  papers.title AS title,
  said.field AS field,
  CASE WHEN said.kind IS NULL THEN said.believed ELSE said.own END AS value,
  CASE WHEN said.kind IS NULL THEN 'yes' ELSE 'no' END AS believed,
  imports.id AS import,
  imports.format AS format,
  -- What stands behind the last slash of the path.
  replace(imports.path, rtrim(imports.path, replace(imports.path, '/', '')), '') AS file,
  said.line AS line,
  CASE
    WHEN said.kind IS NULL THEN coalesce(
      (
        SELECT max(import_changes.import_id)
        FROM import_changes
        WHERE import_changes.what = 'paper'
          AND import_changes.item_id = :paper
          AND import_changes.field = said.field
      ),
      (SELECT max(brought.id) FROM imports AS brought WHERE brought.papers_before < :paper)
    )
  END AS since,
  CASE
    WHEN said.kind IS NULL THEN (
      SELECT group_concat(text, '; ')
      FROM (
        SELECT
          concat_ws(
            ' ',
            CASE WHEN import_changes.change LIKE 'author %' THEN import_changes.change || ':' END,
            coalesce(import_changes.before, import_changes.after),
            '(until import ' || import_changes.import_id || ')'
          ) AS text
        FROM import_changes
        WHERE import_changes.what = 'paper'
          AND import_changes.item_id = :paper
          AND import_changes.field = said.field
          AND (import_changes.before IS NOT NULL OR import_changes.change LIKE 'author %')
        ORDER BY import_changes.import_id DESC, import_changes.position
      )
    )
  END AS replaced
FROM said
JOIN papers ON papers.id = said.paper_id
LEFT JOIN imports ON imports.id = said.import_id
WHERE CASE WHEN said.kind IS NULL THEN said.believed ELSE said.own END IS NOT NULL
  AND (said.kind IS NULL OR :others <> 0)
ORDER BY
  said.place,
  said.kind IS NOT NULL,
  imports.rank,
  imports.id,
  said.line;
