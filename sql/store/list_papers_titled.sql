-- The papers of a folded title.
SELECT id
FROM papers
WHERE title_key = :title_key
ORDER BY id;
