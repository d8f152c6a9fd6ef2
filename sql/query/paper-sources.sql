-- title:   Sources of a paper
-- answers: Which source says what of a paper, and which of them is believed?
-- param:   paper  text  = required   its id, its title, or a part of the title
-- param:   others integer = 1       0 leaves out what is not believed
-- columns: title, field, value, believed, format, file, line
-- example: paper='Medians of'
WITH
exact AS (
  SELECT id
  FROM papers
  WHERE title = :paper
    OR CAST(id AS TEXT) = :paper
),
matching AS (
  SELECT id
  FROM exact
  UNION
  SELECT id
  FROM papers
  WHERE NOT EXISTS (SELECT 1 FROM exact)
    AND instr(lower(title), lower(:paper)) > 0
),
believed AS (
  SELECT papers.id AS paper_id, 1 AS place, 'title' AS field, papers.title AS value
  FROM papers
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
  FROM papers
  UNION ALL
  SELECT papers.id, 3, 'conference', conferences.name
  FROM papers
  JOIN conferences ON conferences.id = papers.conference_id
  UNION ALL
  SELECT id, 4, 'status', status
  FROM papers
  UNION ALL
  SELECT id, 5, 'track', track
  FROM papers
  UNION ALL
  SELECT id, 6, 'url', url
  FROM papers
  UNION ALL
  SELECT id, 7, 'doi', doi
  FROM papers
  UNION ALL
  SELECT id, 8, 'pages', pages
  FROM papers
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
  FROM papers
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
  FROM papers
  UNION ALL
  SELECT id, 11, 'abstract', abstract
  FROM papers
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
  FROM matching
  JOIN believed ON believed.paper_id = matching.id
  JOIN paper_sources ON paper_sources.paper_id = matching.id
)
SELECT
  papers.title AS title,
  said.field AS field,
  CASE WHEN said.kind IS NULL THEN said.believed ELSE said.own END AS value,
  CASE WHEN said.kind IS NULL THEN 'yes' ELSE 'no' END AS believed,
  imports.format AS format,
  -- What stands behind the last slash of the path.
  replace(imports.path, rtrim(imports.path, replace(imports.path, '/', '')), '') AS file,
  said.line AS line
FROM said
JOIN papers ON papers.id = said.paper_id
JOIN imports ON imports.id = said.import_id
WHERE CASE WHEN said.kind IS NULL THEN said.believed ELSE said.own END IS NOT NULL
  AND (said.kind IS NULL OR :others <> 0)
ORDER BY
  papers.id,
  said.place,
  said.kind IS NOT NULL,
  imports.rank,
  imports.id,
  said.line;
