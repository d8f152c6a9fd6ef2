INSERT INTO session_roles (session_id, role, position, author_id, printed_name)
VALUES (:session_id, :role, :position, :author_id, :printed_name);
