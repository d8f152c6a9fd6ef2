SELECT
  conferences.name,
  papers.title,
  papers.abstract,
  papers.status,
  papers.track,
  papers.url,
  papers.doi,
  papers.pages,
  papers.withdrawn_by IS NOT NULL
FROM papers
LEFT JOIN conferences ON conferences.id = papers.conference_id
WHERE papers.id = :paper_id;
