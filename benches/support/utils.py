"""The same tables with sqlite-utils: utils.py DATABASE FILE..."""

import json
import pathlib
import sys

import sqlite_utils

database = sqlite_utils.Database(sys.argv[1])
conferences, papers, people, authorships = [], [], {}, []
for path in sys.argv[2:]:
    conferences.append({"id": len(conferences) + 1, "name": pathlib.Path(path).stem})
    for row in json.loads(pathlib.Path(path).read_text()):
        if not row.get("title"):
            continue
        paper = {"id": len(papers) + 1, "conference_id": len(conferences), "title": row["title"], "abstract": row.get("abstract")}
        papers.append(paper)
        listed = row.get("author") or ""
        names = [name.strip() for name in listed.split(";" if ";" in listed else ",") if name.strip()]
        half = len(names) // 2
        if half and names[:half] == names[half:]:
            names = names[:half]
        for position, name in enumerate(names, 1):
            person = people.setdefault(name.lower(), {"id": len(people) + 1, "name": name})
            authorships.append({"paper_id": paper["id"], "position": position, "author_id": person["id"]})
database["conferences"].insert_all(conferences, pk="id")
database["papers"].insert_all(papers, pk="id", foreign_keys=[("conference_id", "conferences", "id")])
database["authors"].insert_all(people.values(), pk="id")
database["authorships"].insert_all(
    authorships,
    pk=("paper_id", "position"),
    foreign_keys=[("paper_id", "papers", "id"), ("author_id", "authors", "id")],
)
database["authors"].create_index(["name"])
database["authorships"].create_index(["author_id", "paper_id"])
database["papers"].enable_fts(["title", "abstract"], tokenize="unicode61 remove_diacritics 2")
