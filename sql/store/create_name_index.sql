-- Finds the spellings of a person in a database that is being built, once that is needed; it goes again before its end.
CREATE INDEX IF NOT EXISTS author_names_by_author ON author_names (author_id);
