-- The person of an ORCID iD.
SELECT id
FROM authors
WHERE orcid = :orcid;
