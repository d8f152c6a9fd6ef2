DELETE FROM conferences
WHERE id = :conference_id;
