-- title:   Sources of a person
-- answers: Which names, affiliations, papers and roles does a person have, and which source says so?
-- param:   author  integer  = required  the id; `plenary show author` finds it by name
-- columns: name, field, value, believed, import, format, file, line, replaced
-- example: author=1
WITH
printed AS (
  SELECT
    authorships.printed_name AS printed_name,
    authorships.affiliation AS affiliation,
    authorships.position AS position,
    papers.id AS paper_id,
    papers.title AS title,
    papers.withdrawn_by AS withdrawn_by,
    paper_sources.import_id AS import_id,
    paper_sources.line AS line
  FROM authorships
  JOIN papers ON papers.id = authorships.paper_id
  LEFT JOIN paper_sources ON paper_sources.paper_id = papers.id
  WHERE authorships.author_id = :author
),
in_roles AS (
  SELECT
    session_roles.printed_name AS printed_name,
    session_roles.role AS role,
    sessions.title AS title,
    session_sources.import_id AS import_id,
    session_sources.line AS line
  FROM session_roles
  JOIN sessions ON sessions.id = session_roles.session_id
  LEFT JOIN session_sources ON session_sources.session_id = sessions.id
  WHERE session_roles.author_id = :author
),
spellings AS (
  SELECT name
  FROM author_names
  WHERE author_id = :author
  UNION
  SELECT name
  FROM authors
  WHERE id = :author
),
-- The first place that prints each spelling.
places AS (
  SELECT
    spellings.name AS name,
    (
      SELECT min(format('%012d %012d', found.import_id, found.line))
      FROM (
        SELECT printed_name, import_id, line FROM printed
        UNION ALL
        SELECT printed_name, import_id, line FROM in_roles
      ) AS found
      WHERE found.printed_name = spellings.name
    ) AS place
  FROM spellings
),
said AS (
  SELECT
    CASE WHEN places.name = authors.name THEN 1 ELSE 2 END AS place,
    0 AS part,
    CASE WHEN places.name = authors.name THEN 'name' ELSE 'spelling' END AS field,
    places.name AS value,
    CAST(substr(places.place, 1, 12) AS INTEGER) AS import_id,
    CAST(substr(places.place, 14) AS INTEGER) AS line
  FROM places
  JOIN authors ON authors.id = :author
  UNION ALL
  SELECT 3, 0, 'orcid', authors.orcid, NULL, NULL
  FROM authors
  WHERE authors.id = :author
  UNION ALL
  SELECT 4, 0, 'affiliation', printed.affiliation, min(printed.import_id), min(printed.line)
  FROM printed
  GROUP BY printed.affiliation
  UNION ALL
  SELECT
    CASE WHEN printed.withdrawn_by IS NULL THEN 5 ELSE 6 END,
    printed.paper_id,
    CASE WHEN printed.withdrawn_by IS NULL THEN 'paper' ELSE 'withdrawn paper' END,
    printed.title,
    printed.import_id,
    printed.line
  FROM printed
  UNION ALL
  SELECT 7, 0, in_roles.role, in_roles.title, in_roles.import_id, in_roles.line
  FROM in_roles
)
SELECT
  authors.name AS name,
  said.field AS field,
  said.value AS value,
  'yes' AS believed,
  imports.id AS import,
  imports.format AS format,
  -- What stands behind the last slash of the path.
  replace(imports.path, rtrim(imports.path, replace(imports.path, '/', '')), '') AS file,
  nullif(said.line, 0) AS line,
  (
    SELECT group_concat(text, '; ')
    FROM (
      SELECT import_changes.before || ' (until import ' || import_changes.import_id || ')' AS text
      FROM import_changes
      WHERE import_changes.what = 'paper'
        AND import_changes.item_id IN (SELECT printed.paper_id FROM printed)
        AND import_changes.change = 'author renamed'
        AND import_changes.after = said.value
      ORDER BY import_changes.import_id DESC, import_changes.position
    )
  ) AS replaced
FROM said
JOIN authors ON authors.id = :author
LEFT JOIN imports ON imports.id = said.import_id
WHERE said.value IS NOT NULL
ORDER BY
  said.place,
  said.part,
  said.value,
  imports.rank,
  imports.id,
  said.line;
