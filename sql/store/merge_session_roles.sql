UPDATE session_roles
SET author_id = :winner
WHERE author_id = :loser;
