INSERT OR IGNORE INTO author_names (name_key, author_id, name)
VALUES (:name_key, :author_id, :name);
