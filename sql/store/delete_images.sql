DELETE FROM import_images
WHERE import_id = :import_id;
