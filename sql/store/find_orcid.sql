-- The ORCID iD of a person who turned out to be another one.
SELECT orcid
FROM authors
WHERE id = :loser;
