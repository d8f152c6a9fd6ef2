-- title:   Co-authors of a person
-- answers: With whom did a person write, and how many papers?
-- param:   author  text  = required   part of the name, in any case
-- columns: author, coauthor, papers (count), titles
-- example: author=brandon
WITH
people AS (
  SELECT
    authors.id AS author_id,
    authors.name AS name,
    authors.name_key AS name_key
  FROM authors
  WHERE instr(authors.name_key, lower(:author)) > 0
    OR instr(authors.name, :author) > 0
),
shared_papers AS (
  SELECT DISTINCT
    people.author_id AS author_id,
    theirs.author_id AS coauthor_id,
    own.paper_id AS paper_id
  FROM people
  JOIN authorships AS own ON own.author_id = people.author_id
  JOIN authorships AS theirs
    ON theirs.paper_id = own.paper_id
    AND theirs.author_id <> own.author_id
  JOIN papers
    ON papers.id = own.paper_id
    AND papers.withdrawn_by IS NULL
),
sorted_papers AS (
  SELECT
    shared_papers.author_id AS author_id,
    shared_papers.coauthor_id AS coauthor_id,
    papers.title AS title
  FROM shared_papers
  JOIN papers ON papers.id = shared_papers.paper_id
  ORDER BY
    shared_papers.author_id,
    shared_papers.coauthor_id,
    papers.id
),
counted AS (
  SELECT
    author_id,
    coauthor_id,
    count(*) AS papers,
    group_concat(title, '; ') AS titles
  FROM sorted_papers
  GROUP BY
    author_id,
    coauthor_id
)
SELECT
  people.name AS author,
  coauthors.name AS coauthor,
  counted.papers AS papers,
  counted.titles AS titles
FROM counted
JOIN people ON people.author_id = counted.author_id
JOIN authors AS coauthors ON coauthors.id = counted.coauthor_id
ORDER BY
  people.name_key,
  people.author_id,
  counted.papers DESC,
  coauthors.name_key,
  coauthors.id;
