INSERT INTO import_changes (import_id, position, what, item_id, title, change, field, before, after)
VALUES (:import_id, :position, :what, :item_id, :title, :change, :field, :before, :after);
