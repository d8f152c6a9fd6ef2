-- The indexes that a database which is being built does without until its end: sql/store/list_bulk_indexes.sql.
DROP INDEX papers_by_title;
DROP INDEX papers_by_conference;
DROP INDEX author_names_by_author;
DROP INDEX authorships_by_author;
DROP INDEX paper_ids_by_value;
DROP INDEX paper_sources_by_import;
