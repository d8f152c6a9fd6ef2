INSERT INTO authors (name, name_key)
VALUES (:name, :name_key);
