-- title:   Papers with links
-- answers: Which papers name a web address in their abstract?
-- param:   site  text  = NULL   part of the address, such as github; any address if left out
-- columns: paper_id, title, position, url
-- example: site=example.org
SELECT
  papers.id AS paper_id,
  papers.title AS title,
  paper_links.position AS position,
  paper_links.url AS url
FROM paper_links
JOIN papers ON papers.id = paper_links.paper_id
WHERE papers.withdrawn_by IS NULL
  AND (:site IS NULL OR instr(lower(paper_links.url), lower(:site)) > 0)
ORDER BY
  papers.id,
  paper_links.position;
