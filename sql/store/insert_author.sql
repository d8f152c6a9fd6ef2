INSERT INTO authors (name, family, given, name_key, orcid)
VALUES (:name, :family, :given, :name_key, :orcid);
