-- Gives a person an ORCID iD, unless the person has another one.
UPDATE authors
SET orcid = :orcid
WHERE id = :author_id
  AND orcid IS NULL;
