-- The hourly roll-ups again, one row for all hours of a day that is over; hour: its first one.

CREATE TABLE groups_daily (
    dimension            text    NOT NULL,
    hour                 bigint NOT NULL,
    name                 text    NOT NULL,
    state                text    NOT NULL,
    tasks                bigint NOT NULL,
    cost_pico            bigint NOT NULL,
    baseline_pico        bigint NOT NULL,
    saved_pico           bigint NOT NULL,
    estimated_pico       bigint NOT NULL,
    latencies            bigint NOT NULL,
    latency_us           bigint NOT NULL,
    sla_tasks            bigint NOT NULL,
    sla_met              bigint NOT NULL,
    unpriced             bigint NOT NULL,
    text_input_tokens    bigint NOT NULL,
    text_output_tokens   bigint NOT NULL,
    text_cost_pico       bigint NOT NULL,
    embedding_pico       bigint NOT NULL,
    embedding_saved_pico bigint NOT NULL,
    PRIMARY KEY (dimension, hour, name, state)
);

CREATE TABLE histograms_daily (
    dimension text    NOT NULL,
    hour      bigint NOT NULL,
    name      text    NOT NULL,
    bucket    integer NOT NULL,
    tasks     bigint NOT NULL,
    PRIMARY KEY (dimension, hour, name, bucket)
);

CREATE TABLE latency_daily (
    hour   bigint NOT NULL,
    bucket integer NOT NULL,
    tasks  bigint NOT NULL,
    PRIMARY KEY (hour, bucket)
);

-- Days that are over and added up. A task that ends late in one takes it out again, until it is added up anew.
CREATE TABLE summed_days (
    hour bigint PRIMARY KEY
);
