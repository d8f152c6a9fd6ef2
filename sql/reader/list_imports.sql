-- Every import and its account, in order.
SELECT
  imports.id AS import,
  imports.imported_at AS imported_at,
  imports.path AS file,
  imports.format AS format,
  imports.sessions AS sessions,
  imports.papers AS papers,
  imports.added AS added,
  imports.changed AS changed,
  imports.withdrawn AS withdrawn,
  max(imports.papers - imports.added - imports.changed, 0) AS unchanged,
  imports.rejected AS rejected,
  imports.undone_at AS undone_at
FROM imports
ORDER BY imports.id;
