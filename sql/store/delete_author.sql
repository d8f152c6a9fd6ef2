DELETE FROM authors
WHERE id = :loser;
