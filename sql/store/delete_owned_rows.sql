-- The rows of any table that are about what has one of these ids.
DELETE FROM {table}
WHERE {owner} > :above
  AND {owner} <= :upto;
