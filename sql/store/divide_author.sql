-- Divides a name that earlier sources gave undivided.
UPDATE authors
SET
  family = :family,
  given = :given
WHERE id = :author_id
  AND family IS NULL
  AND :family IS NOT NULL;
