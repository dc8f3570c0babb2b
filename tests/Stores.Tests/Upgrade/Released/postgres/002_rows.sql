INSERT INTO webhooks (task_id, tries, due_at, owner) VALUES ('01a215f6-7992-7f06-9112-09a0a4b3db82', 2, 1, '');
