-- Decisions and the progress of tasks are written as CBOR from here on (docs/decisions/013); rows that are there stay JSON.
-- No table changes: the number keeps programs away that read JSON alone.
SELECT 1;
