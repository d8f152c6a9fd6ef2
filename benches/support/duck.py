"""The same tables with DuckDB: duck.py DATABASE FILE... (its full-text extension has to be fetched, so it is left out)."""

import sys

import duckdb

database = duckdb.connect(sys.argv[1])
database.execute(
    "CREATE TABLE rows AS SELECT row_number() OVER () AS id, filename AS conference, title, abstract, author"
    " FROM read_json(?, format = 'array', union_by_name = true, filename = true, maximum_object_size = 33554432,"
    " columns = {title: 'VARCHAR', abstract: 'VARCHAR', author: 'VARCHAR'}) WHERE title <> ''",
    [sys.argv[2:]],
)
database.execute("CREATE TABLE conferences AS SELECT row_number() OVER () AS id, conference AS name FROM rows GROUP BY conference")
database.execute(
    "CREATE TABLE papers AS SELECT rows.id, conferences.id AS conference_id, title, abstract"
    " FROM rows JOIN conferences ON conferences.name = rows.conference"
)
database.execute(
    "CREATE TABLE names AS SELECT id, unnest(names) AS name, generate_subscripts(names, 1) AS position FROM"
    " (SELECT id, list_transform(string_split(author, CASE WHEN contains(author, ';') THEN ';' ELSE ',' END), lambda x: trim(x)) AS names FROM rows)"
)
database.execute("CREATE TABLE authors AS SELECT row_number() OVER () AS id, min(name) AS name, lower(name) AS key FROM names GROUP BY lower(name)")
database.execute(
    "CREATE TABLE authorships AS SELECT names.id AS paper_id, position, authors.id AS author_id"
    " FROM names JOIN authors ON authors.key = lower(names.name)"
)
database.execute("CREATE INDEX authorships_by_author ON authorships (author_id)")
database.execute("DROP TABLE rows")
database.close()
