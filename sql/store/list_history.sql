-- refinery's list of steps, to be checked before refinery reads it.
SELECT
  version,
  applied_on,
  checksum
FROM refinery_schema_history
ORDER BY version;
