SELECT EXISTS (SELECT 1 FROM session_sources WHERE session_id = :session_id);
