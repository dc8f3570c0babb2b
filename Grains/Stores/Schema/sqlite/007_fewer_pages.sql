-- Fewer pages a transaction.

-- One index for the log by target, by stage and by both.
DROP INDEX ix_decisions_target;
DROP INDEX ix_decisions_stage;
CREATE INDEX ix_decisions_filters ON routing_decisions (target, stage, decided_at, seq);

-- Attempts are only ever looked up by their task: table and index in one.
CREATE TABLE attempts_by_task (
    task_id        BLOB    NOT NULL,
    attempt_number INTEGER NOT NULL,
    target         TEXT    NOT NULL,
    model          TEXT    NOT NULL,
    engine         TEXT    NOT NULL,
    silo           TEXT    NOT NULL,
    started_at     INTEGER NOT NULL,
    finished_at    INTEGER,
    outcome        TEXT,
    error          TEXT,
    cost_pico      INTEGER NOT NULL,
    queue_ms       REAL    NOT NULL,
    first_token_ms REAL,
    PRIMARY KEY (task_id, attempt_number)
) WITHOUT ROWID;
INSERT INTO attempts_by_task
    SELECT task_id, attempt_number, target, model, engine, silo, started_at, finished_at, outcome, error, cost_pico, queue_ms, first_token_ms
    FROM execution_logs ORDER BY task_id, attempt_number;
DROP TABLE execution_logs;
ALTER TABLE attempts_by_task RENAME TO execution_logs;

-- What transactions add to the roll-ups, until it is added to the rows themselves; document: JSON, a list for each table.
CREATE TABLE pending_sums (
    seq      INTEGER PRIMARY KEY,
    document TEXT NOT NULL
);
