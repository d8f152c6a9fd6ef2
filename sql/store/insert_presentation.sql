INSERT INTO presentations (session_id, position, paper_id, kind, board, printed_time, starts_at)
VALUES (:session_id, :position, :paper_id, :kind, :board, :printed_time, :starts_at);
