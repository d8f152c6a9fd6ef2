-- References may be broken until the transaction ends.
PRAGMA defer_foreign_keys = ON;
