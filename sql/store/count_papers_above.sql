-- How many papers this import brought.
SELECT count(*)
FROM papers
WHERE id > :above;
