-- The rows of any table that are about one conference, session, paper or person.
SELECT {columns}
FROM {table}
WHERE {owner} = :owner_id
ORDER BY {key};
