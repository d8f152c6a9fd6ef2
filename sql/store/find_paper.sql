-- The same paper: same conference and title, and an author in common; or nobody named on either side.
SELECT papers.id
FROM papers
WHERE papers.title_key = :title_key
  AND papers.conference_id IS :conference_id
  AND CASE
    WHEN :author_ids = '[]' THEN NOT EXISTS (SELECT 1 FROM authorships WHERE authorships.paper_id = papers.id)
    ELSE EXISTS (
      SELECT 1
      FROM authorships
      WHERE authorships.paper_id = papers.id
        AND authorships.author_id IN (SELECT value FROM json_each(:author_ids))
    )
  END
ORDER BY papers.id
LIMIT 1;
