INSERT INTO sessions (conference_id, title, title_key, kind, track, room, printed_time, starts_at, ends_at)
VALUES (:conference_id, :title, :title_key, :kind, :track, :room, :printed_time, :starts_at, :ends_at);
