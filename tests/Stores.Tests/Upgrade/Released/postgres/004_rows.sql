INSERT INTO policy_versions (number, version, active_from, author, summary, rules) VALUES (1, '05f666735a95', 17956648046492689, 'file', 'The first.', '[]');
