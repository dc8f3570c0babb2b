-- Finished pieces of tasks whose text is too long for one call. Level 0: the document; each further level: the summaries of the one before.
-- Source: fingerprint of the text the summary stands for.

CREATE TABLE task_chunks (
    task_id       BLOB    NOT NULL,
    level         INTEGER NOT NULL,
    position      INTEGER NOT NULL,
    source        TEXT    NOT NULL,
    summary       TEXT    NOT NULL,
    input_tokens  INTEGER,
    output_tokens INTEGER,
    cost_pico     INTEGER,
    simulated     INTEGER NOT NULL,
    PRIMARY KEY (task_id, level, position)
) WITHOUT ROWID;
