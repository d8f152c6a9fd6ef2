INSERT INTO conferences (name, acronym, year)
VALUES (:name, :acronym, :year);
