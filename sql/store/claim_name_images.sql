-- The spellings of a person who turned out to be another one came to that one with the import that found it out, though a
-- later one met them before that was settled.
UPDATE OR IGNORE import_images
SET import_id = :import_id
WHERE image IS NULL
  AND (import_id, table_name, row_key) IN (
    SELECT
      later.id,
      'author_names',
      json_array(names.name_key, :winner, names.name)
    FROM author_names AS names
    CROSS JOIN imports AS later
    WHERE names.author_id = :loser
      AND later.id > :import_id
  );
