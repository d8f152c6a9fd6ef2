-- The papers that no source names any more.
SELECT id
FROM papers INDEXED BY papers_by_withdrawal
WHERE withdrawn_by IS NOT NULL
ORDER BY id;
