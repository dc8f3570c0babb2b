-- Every policy that was ever active, so that one can return to it.

CREATE TABLE policy_versions (
    number      bigint PRIMARY KEY,
    version     text NOT NULL,
    active_from bigint NOT NULL,
    author      text NOT NULL,
    summary     text NOT NULL,
    rules       json NOT NULL
);
