-- Tasks and what is known of them. Times are 100-nanosecond intervals since 1970-01-01 UTC, money is in pico-USD (1e-12),
-- enums are written by their wire names.

CREATE TABLE tasks (
    id             uuid PRIMARY KEY,
    version        bigint NOT NULL,
    state          text NOT NULL,
    owner          text NOT NULL,
    account        text NOT NULL,
    type           text NOT NULL,
    priority       text NOT NULL,
    is_batch       boolean NOT NULL,
    batch_id       uuid,
    target         text NOT NULL,
    created_at     bigint NOT NULL,
    completed_at   bigint,
    cost_pico      bigint,
    baseline_pico  bigint,
    input_tokens   integer,
    output_tokens  integer,
    latency_ms     double precision,
    queue_ms       double precision,
    first_token_ms double precision,
    sla_met        boolean,
    simulated      boolean NOT NULL DEFAULT false,
    finish_reason  text,
    error_code     text,
    error_message  text,
    input_text     text NOT NULL,
    submission     json NOT NULL,
    progress       json,
    result         text,
    tool_calls     text,
    embedding      bytea
);

CREATE INDEX ix_tasks_created ON tasks (created_at, id);
-- One index for every combination of filters: a filter that is left open is spelt out as its few values, each a range of this index.
CREATE INDEX ix_tasks_filters ON tasks (state, target, type, priority, created_at, id);
CREATE INDEX ix_tasks_batch ON tasks (batch_id, created_at, id) WHERE batch_id IS NOT NULL;

CREATE TABLE routing_decisions (
    seq            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    task_id        uuid NOT NULL,
    attempt_number integer NOT NULL,
    decided_at     bigint NOT NULL,
    type           text NOT NULL,
    priority       text NOT NULL,
    target         text NOT NULL,
    stage          text NOT NULL,
    document       json NOT NULL
);

CREATE UNIQUE INDEX ix_decisions_task ON routing_decisions (task_id, attempt_number);
CREATE INDEX ix_decisions_time ON routing_decisions (decided_at, seq);
CREATE INDEX ix_decisions_target ON routing_decisions (target, decided_at, seq, stage);
CREATE INDEX ix_decisions_stage ON routing_decisions (stage, decided_at, seq);

-- How many decisions there are, so that the log knows its length without counting.
CREATE TABLE decision_totals (
    target    text NOT NULL,
    stage     text NOT NULL,
    shard     integer NOT NULL,
    decisions bigint NOT NULL,
    PRIMARY KEY (target, stage, shard)
);

CREATE TABLE execution_logs (
    task_id        uuid NOT NULL,
    attempt_number integer NOT NULL,
    target         text NOT NULL,
    model          text NOT NULL,
    engine         text NOT NULL,
    silo           text NOT NULL,
    started_at     bigint NOT NULL,
    finished_at    bigint,
    outcome        text,
    error          text,
    cost_pico      bigint NOT NULL,
    queue_ms       double precision NOT NULL,
    first_token_ms double precision,
    PRIMARY KEY (task_id, attempt_number)
);

-- Hour: hours since 1970-01-01 UTC. State PENDING counts the tasks that were created in it, the terminal states those that ended in it.
-- Shard: writers that run at once add to rows of their own, so that they do not wait for each other.
CREATE TABLE stats_hourly (
    hour          bigint NOT NULL,
    state         text NOT NULL,
    target        text NOT NULL,
    shard         integer NOT NULL,
    tasks         bigint NOT NULL,
    cost_pico     bigint NOT NULL DEFAULT 0,
    baseline_pico bigint NOT NULL DEFAULT 0,
    saved_pico    bigint NOT NULL DEFAULT 0,
    latencies     bigint NOT NULL DEFAULT 0,
    latency_us    bigint NOT NULL DEFAULT 0,
    sla_tasks     bigint NOT NULL DEFAULT 0,
    sla_met       bigint NOT NULL DEFAULT 0,
    unpriced      bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (hour, state, target, shard)
);

CREATE TABLE latency_hourly (
    hour   bigint NOT NULL,
    bucket integer NOT NULL,
    shard  integer NOT NULL,
    tasks  bigint NOT NULL,
    PRIMARY KEY (hour, bucket, shard)
);

-- Rules that were changed over the API; a rule that is null was removed.
CREATE TABLE policies (
    name text PRIMARY KEY,
    rule json
);

CREATE TABLE settings (
    name  text PRIMARY KEY,
    value text NOT NULL
);

CREATE TABLE idempotency_keys (
    account      text NOT NULL,
    key          text NOT NULL,
    request_hash text NOT NULL,
    task_id      uuid NOT NULL,
    expires_at   bigint NOT NULL,
    PRIMARY KEY (account, key)
);

CREATE INDEX ix_keys_expiry ON idempotency_keys (expires_at);
