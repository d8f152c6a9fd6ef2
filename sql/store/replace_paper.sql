-- What one paper says, in the row of another.
UPDATE papers
SET
  conference_id = own.conference_id,
  title = own.title,
  title_key = own.title_key,
  abstract = own.abstract,
  status = own.status,
  track = own.track,
  url = own.url,
  doi = own.doi,
  pages = own.pages,
  withdrawn_by = NULL
FROM papers AS own
WHERE papers.id = :to_paper_id
  AND own.id = :paper_id;
