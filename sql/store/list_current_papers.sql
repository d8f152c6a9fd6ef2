-- Every paper that some source names, with its conference.
SELECT
  papers.id,
  conferences.name,
  papers.title,
  papers.title_key,
  papers.abstract,
  papers.status,
  papers.track,
  papers.url,
  papers.doi,
  papers.pages
FROM papers
LEFT JOIN conferences ON conferences.id = papers.conference_id
WHERE papers.withdrawn_by IS NULL
ORDER BY papers.id;
