-- Callbacks that are still to be told of a task's end. Due at: when to try next; while a silo tries, the end of its lease.
-- Owner: who holds the lease; empty when nobody does.

CREATE TABLE webhooks (
    task_id BLOB    PRIMARY KEY,
    tries   INTEGER NOT NULL,
    due_at  INTEGER NOT NULL,
    owner   TEXT    NOT NULL
) WITHOUT ROWID;

CREATE INDEX ix_webhooks_due ON webhooks (due_at);
