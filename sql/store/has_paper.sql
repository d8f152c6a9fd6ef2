SELECT EXISTS (SELECT 1 FROM papers WHERE id = :paper_id AND withdrawn_by IS NULL);
