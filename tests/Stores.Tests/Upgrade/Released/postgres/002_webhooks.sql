-- Callbacks that are still to be told of a task's end. Due at: when to try next; while a silo tries, the end of its lease.
-- Owner: who holds the lease; empty when nobody does.

CREATE TABLE webhooks (
    task_id uuid PRIMARY KEY,
    tries   integer NOT NULL,
    due_at  bigint NOT NULL,
    owner   text NOT NULL
);

CREATE INDEX ix_webhooks_due ON webhooks (due_at);
