INSERT INTO webhooks (task_id, tries, due_at, owner) VALUES (x'01a215f679927f06911209a0a4b3db82', 2, 1, '');
