-- One index for the log by target, by stage and by both: fewer pages a transaction.
DROP INDEX ix_decisions_target;
DROP INDEX ix_decisions_stage;
CREATE INDEX ix_decisions_filters ON routing_decisions (target, stage, decided_at, seq);
