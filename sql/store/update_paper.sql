UPDATE papers
SET
  conference_id = :conference_id,
  title = :title,
  title_key = :title_key,
  abstract = :abstract,
  status = :status,
  track = :track,
  url = :url,
  doi = :doi,
  pages = :pages,
  withdrawn_by = NULL
WHERE id = :paper_id;
