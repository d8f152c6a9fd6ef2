-- The temporary tables of notes; what is noted next starts anew.
DELETE FROM temp.notes;
DELETE FROM temp.noted_owners;
