INSERT INTO authorships (paper_id, position, author_id, printed_name, affiliation)
VALUES (:paper_id, :position, :author_id, :printed_name, :affiliation);
