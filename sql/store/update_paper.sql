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
  pages = :pages
WHERE id = :paper_id;
