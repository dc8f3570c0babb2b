-- Tasks and what is known of them. Times are 100-nanosecond intervals since 1970-01-01 UTC, money is in pico-USD (1e-12),
-- enums are written by their wire names, ids are 16 bytes in the order in which their text is read.

CREATE TABLE tasks (
    seq            INTEGER PRIMARY KEY,
    id             BLOB    NOT NULL UNIQUE,
    version        INTEGER NOT NULL,
    state          TEXT    NOT NULL,
    owner          TEXT    NOT NULL,
    account        TEXT    NOT NULL,
    type           TEXT    NOT NULL,
    priority       TEXT    NOT NULL,
    is_batch       INTEGER NOT NULL,
    batch_id       BLOB,
    target         TEXT    NOT NULL,
    created_at     INTEGER NOT NULL,
    completed_at   INTEGER,
    cost_pico      INTEGER,
    baseline_pico  INTEGER,
    input_tokens   INTEGER,
    output_tokens  INTEGER,
    latency_ms     REAL,
    queue_ms       REAL,
    first_token_ms REAL,
    sla_met        INTEGER,
    simulated      INTEGER NOT NULL DEFAULT 0,
    finish_reason  TEXT,
    error_code     TEXT,
    error_message  TEXT,
    input_text     TEXT    NOT NULL,
    submission     TEXT    NOT NULL,
    progress       TEXT,
    result         TEXT,
    tool_calls     TEXT,
    embedding      BLOB
);

CREATE INDEX ix_tasks_created ON tasks (created_at, id);
-- One index for every combination of filters: a filter that is left open is spelt out as its few values, each a range of this index.
CREATE INDEX ix_tasks_filters ON tasks (state, target, type, priority, created_at, id);
CREATE INDEX ix_tasks_batch ON tasks (batch_id, created_at, id) WHERE batch_id IS NOT NULL;

CREATE TABLE routing_decisions (
    seq            INTEGER PRIMARY KEY,
    task_id        BLOB    NOT NULL,
    attempt_number INTEGER NOT NULL,
    decided_at     INTEGER NOT NULL,
    type           TEXT    NOT NULL,
    priority       TEXT    NOT NULL,
    target         TEXT    NOT NULL,
    stage          TEXT    NOT NULL,
    document       TEXT    NOT NULL
);

CREATE UNIQUE INDEX ix_decisions_task ON routing_decisions (task_id, attempt_number);
CREATE INDEX ix_decisions_time ON routing_decisions (decided_at, seq);
CREATE INDEX ix_decisions_target ON routing_decisions (target, decided_at, seq, stage);
CREATE INDEX ix_decisions_stage ON routing_decisions (stage, decided_at, seq);

-- How many decisions there are, so that the log knows its length without counting.
CREATE TABLE decision_totals (
    target    TEXT    NOT NULL,
    stage     TEXT    NOT NULL,
    shard     INTEGER NOT NULL,
    decisions INTEGER NOT NULL,
    PRIMARY KEY (target, stage, shard)
) WITHOUT ROWID;

CREATE TABLE execution_logs (
    seq            INTEGER PRIMARY KEY,
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
    first_token_ms REAL
);

CREATE UNIQUE INDEX ix_executions_task ON execution_logs (task_id, attempt_number);

-- Hour: hours since 1970-01-01 UTC. State PENDING counts the tasks that were created in it, the terminal states those that ended in it.
-- Shard: writers that run at once add to rows of their own, so that they do not wait for each other.
CREATE TABLE stats_hourly (
    hour          INTEGER NOT NULL,
    state         TEXT    NOT NULL,
    target        TEXT    NOT NULL,
    shard         INTEGER NOT NULL,
    tasks         INTEGER NOT NULL,
    cost_pico     INTEGER NOT NULL DEFAULT 0,
    baseline_pico INTEGER NOT NULL DEFAULT 0,
    saved_pico    INTEGER NOT NULL DEFAULT 0,
    latencies     INTEGER NOT NULL DEFAULT 0,
    latency_us    INTEGER NOT NULL DEFAULT 0,
    sla_tasks     INTEGER NOT NULL DEFAULT 0,
    sla_met       INTEGER NOT NULL DEFAULT 0,
    unpriced      INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (hour, state, target, shard)
) WITHOUT ROWID;

CREATE TABLE latency_hourly (
    hour   INTEGER NOT NULL,
    bucket INTEGER NOT NULL,
    shard  INTEGER NOT NULL,
    tasks  INTEGER NOT NULL,
    PRIMARY KEY (hour, bucket, shard)
) WITHOUT ROWID;

-- Rules that were changed over the API; a rule that is null was removed.
CREATE TABLE policies (
    name TEXT PRIMARY KEY,
    rule TEXT
) WITHOUT ROWID;

CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE idempotency_keys (
    account      TEXT    NOT NULL,
    key          TEXT    NOT NULL,
    request_hash TEXT    NOT NULL,
    task_id      BLOB    NOT NULL,
    expires_at   INTEGER NOT NULL,
    PRIMARY KEY (account, key)
) WITHOUT ROWID;

CREATE INDEX ix_keys_expiry ON idempotency_keys (expires_at);
