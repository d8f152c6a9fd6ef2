UPDATE authors
SET
  name = :name,
  name_key = :name_key,
  family = coalesce(:family, family),
  given = coalesce(:given, given)
WHERE id = :author_id;
