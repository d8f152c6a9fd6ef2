UPDATE authorships
SET author_id = :winner
WHERE author_id = :loser;
