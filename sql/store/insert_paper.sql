INSERT INTO papers (conference_id, title, title_key, abstract)
VALUES (:conference_id, :title, :title_key, :abstract);
