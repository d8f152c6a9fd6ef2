INSERT INTO papers (conference_id, title, title_key, abstract, status, track, url, doi, pages)
VALUES (:conference_id, :title, :title_key, :abstract, :status, :track, :url, :doi, :pages);
