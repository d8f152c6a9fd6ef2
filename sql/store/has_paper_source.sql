SELECT EXISTS (SELECT 1 FROM paper_sources WHERE paper_id = :paper_id);
