INSERT INTO temp.noted_owners (table_name, owner_id)
VALUES (:table_name, :owner_id);
