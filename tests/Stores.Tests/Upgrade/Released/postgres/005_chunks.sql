-- Finished pieces of tasks whose text is too long for one call. Level 0: the document; each further level: the summaries of the one before.
-- Source: fingerprint of the text the summary stands for.

CREATE TABLE task_chunks (
    task_id       uuid    NOT NULL,
    level         integer NOT NULL,
    position      integer NOT NULL,
    source        text    NOT NULL,
    summary       text    NOT NULL,
    input_tokens  integer,
    output_tokens integer,
    cost_pico     bigint,
    simulated     boolean NOT NULL,
    PRIMARY KEY (task_id, level, position)
);
