-- The spellings of a person whom nothing names any more.
DELETE FROM author_names
WHERE author_id = :author_id
  AND NOT EXISTS (SELECT 1 FROM authorships WHERE authorships.author_id = :author_id)
  AND NOT EXISTS (SELECT 1 FROM session_roles WHERE session_roles.author_id = :author_id);
