-- Every policy that was ever active, so that one can return to it.

CREATE TABLE policy_versions (
    number      INTEGER PRIMARY KEY,
    version     TEXT NOT NULL,
    active_from INTEGER NOT NULL,
    author      TEXT NOT NULL,
    summary     TEXT NOT NULL,
    rules       TEXT NOT NULL
);
