-- The index is made anew when all spellings are there.
DROP INDEX IF EXISTS author_names_by_author;
