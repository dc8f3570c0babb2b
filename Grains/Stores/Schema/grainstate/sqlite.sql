-- State of small grains as JSON, each with the version that the next write must name.
CREATE TABLE IF NOT EXISTS grain_state (
    provider TEXT    NOT NULL,
    name     TEXT    NOT NULL,
    grain_id TEXT    NOT NULL,
    version  INTEGER NOT NULL,
    state    TEXT    NOT NULL,
    PRIMARY KEY (provider, name, grain_id)
) WITHOUT ROWID;
