-- The hourly roll-ups again, one row for all hours of a day that is over; hour: its first one.

CREATE TABLE groups_daily (
    dimension            TEXT    NOT NULL,
    hour                 INTEGER NOT NULL,
    name                 TEXT    NOT NULL,
    state                TEXT    NOT NULL,
    tasks                INTEGER NOT NULL,
    cost_pico            INTEGER NOT NULL,
    baseline_pico        INTEGER NOT NULL,
    saved_pico           INTEGER NOT NULL,
    estimated_pico       INTEGER NOT NULL,
    latencies            INTEGER NOT NULL,
    latency_us           INTEGER NOT NULL,
    sla_tasks            INTEGER NOT NULL,
    sla_met              INTEGER NOT NULL,
    unpriced             INTEGER NOT NULL,
    text_input_tokens    INTEGER NOT NULL,
    text_output_tokens   INTEGER NOT NULL,
    text_cost_pico       INTEGER NOT NULL,
    embedding_pico       INTEGER NOT NULL,
    embedding_saved_pico INTEGER NOT NULL,
    PRIMARY KEY (dimension, hour, name, state)
) WITHOUT ROWID;

CREATE TABLE histograms_daily (
    dimension TEXT    NOT NULL,
    hour      INTEGER NOT NULL,
    name      TEXT    NOT NULL,
    bucket    INTEGER NOT NULL,
    tasks     INTEGER NOT NULL,
    PRIMARY KEY (dimension, hour, name, bucket)
) WITHOUT ROWID;

CREATE TABLE latency_daily (
    hour   INTEGER NOT NULL,
    bucket INTEGER NOT NULL,
    tasks  INTEGER NOT NULL,
    PRIMARY KEY (hour, bucket)
) WITHOUT ROWID;

-- Days that are over and added up. A task that ends late in one takes it out again, until it is added up anew.
CREATE TABLE summed_days (
    hour INTEGER PRIMARY KEY
);
