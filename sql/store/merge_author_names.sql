-- The spellings of a person who turned out to be another one.
UPDATE OR REPLACE author_names
SET author_id = :winner
WHERE author_id = :loser;
