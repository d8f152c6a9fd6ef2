-- The first import behind this one that names a person whom this one left unnamed.
SELECT min(import_id)
FROM (
  SELECT paper_sources.import_id AS import_id
  FROM authorships
  JOIN paper_sources ON paper_sources.paper_id = authorships.paper_id
  WHERE authorships.author_id = :author_id
  UNION ALL
  SELECT session_sources.import_id AS import_id
  FROM session_roles
  JOIN session_sources ON session_sources.session_id = session_roles.session_id
  WHERE session_roles.author_id = :author_id
)
WHERE import_id > :import_id;
