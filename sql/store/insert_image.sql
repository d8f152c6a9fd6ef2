-- A row as it was before an import; the first image of a row is kept.
INSERT OR IGNORE INTO import_images (import_id, table_name, row_key, owner_id, image)
VALUES (:import_id, :table_name, :row_key, :owner_id, :image);
