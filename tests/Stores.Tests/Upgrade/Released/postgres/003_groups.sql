-- What ended, hour by hour and by what it has in common. Dimension ROUTE: name is type>target; MODEL and ACCOUNT: their names.
-- text_*: tasks that are no embeddings and have both usage and an actual cost, for comparison with another model's prices;
-- embedding_*: the same figures of embeddings, whose baseline is a model of its own kind.

CREATE TABLE groups_hourly (
    dimension            text    NOT NULL,
    hour                 bigint NOT NULL,
    name                 text    NOT NULL,
    state                text    NOT NULL,
    shard                integer NOT NULL,
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
    PRIMARY KEY (dimension, hour, name, state, shard)
);

-- Dimension TARGET, TYPE, MODEL, ACCOUNT: latencies in buckets 10 % apart; LATENCY_ERROR, COST_ERROR: actual ÷ estimate by target; CONFIDENCE: by stage, in steps of 0.05.
CREATE TABLE histograms_hourly (
    dimension text    NOT NULL,
    hour      bigint NOT NULL,
    name      text    NOT NULL,
    bucket    integer NOT NULL,
    shard     integer NOT NULL,
    tasks     bigint NOT NULL,
    PRIMARY KEY (dimension, hour, name, bucket, shard)
);

CREATE INDEX ix_tasks_unpriced ON tasks (created_at, id) WHERE state = 'COMPLETED' AND cost_pico IS NULL;

-- Earlier tasks, as far back as they are kept.
CREATE TEMP TABLE ended ON COMMIT DROP AS
SELECT completed_at / 36000000000 AS hour, state, target, type, account,
    COALESCE(d.model, '') AS model,
    COALESCE(cost_pico, 0) AS cost_pico, COALESCE(baseline_pico, 0) AS baseline_pico, COALESCE(baseline_pico - cost_pico, 0) AS saved_pico,
    CASE WHEN cost_pico IS NULL THEN 0 ELSE COALESCE(ROUND(d.estimated_cost_usd * 1e12)::bigint, 0) END AS estimated_pico,
    CASE WHEN state = 'COMPLETED' THEN latency_ms END AS latency_ms,
    sla_met, (state = 'COMPLETED' AND cost_pico IS NULL) AS unpriced,
    (type <> 'EMBEDDING' AND cost_pico IS NOT NULL AND baseline_pico IS NOT NULL) AS is_text,
    (type = 'EMBEDDING' AND cost_pico IS NOT NULL AND baseline_pico IS NOT NULL) AS is_embedding,
    input_tokens, output_tokens,
    CASE WHEN state = 'COMPLETED' THEN d.estimated_latency_ms END AS estimated_ms,
    CASE WHEN state = 'COMPLETED' THEN cost_pico::float8 / 1e12 END AS actual_usd,
    CASE WHEN state = 'COMPLETED' THEN d.estimated_cost_usd::float8 END AS estimated_usd,
    d.stage AS stage, d.confidence AS confidence
FROM tasks LEFT JOIN LATERAL json_to_record(progress -> 'decision') AS d(model text, estimated_cost_usd numeric, estimated_latency_ms float8, stage text, confidence float8) ON true
WHERE completed_at IS NOT NULL AND state IN ('COMPLETED', 'FAILED', 'CANCELLED');

INSERT INTO groups_hourly
SELECT d.dimension, hour, CASE d.dimension WHEN 'ROUTE' THEN type || '>' || target WHEN 'MODEL' THEN model ELSE account END, state, 0,
    COUNT(*), SUM(cost_pico), SUM(baseline_pico), SUM(saved_pico), SUM(estimated_pico), COUNT(latency_ms), COALESCE(SUM(ROUND(latency_ms * 1000)::bigint), 0),
    COUNT(sla_met), COUNT(*) FILTER (WHERE sla_met), COUNT(*) FILTER (WHERE unpriced),
    COALESCE(SUM(CASE WHEN is_text THEN input_tokens END), 0), COALESCE(SUM(CASE WHEN is_text THEN output_tokens END), 0), COALESCE(SUM(CASE WHEN is_text THEN cost_pico END), 0),
    COALESCE(SUM(CASE WHEN is_embedding THEN baseline_pico END), 0), COALESCE(SUM(CASE WHEN is_embedding THEN saved_pico END), 0)
FROM ended CROSS JOIN (SELECT 'ROUTE' AS dimension UNION ALL SELECT 'MODEL' UNION ALL SELECT 'ACCOUNT') AS d
GROUP BY 1, 2, 3, 4;

INSERT INTO histograms_hourly
SELECT d.dimension, hour, CASE d.dimension WHEN 'TARGET' THEN target WHEN 'TYPE' THEN type WHEN 'MODEL' THEN model ELSE account END,
    CASE WHEN latency_ms > 0 THEN GREATEST(-24, LEAST(228, FLOOR(LN(latency_ms) / LN(1.1::float8))::integer)) ELSE -24 END, 0, COUNT(*)
FROM ended CROSS JOIN (SELECT 'TARGET' AS dimension UNION ALL SELECT 'TYPE' UNION ALL SELECT 'MODEL' UNION ALL SELECT 'ACCOUNT') AS d
WHERE latency_ms IS NOT NULL
GROUP BY 1, 2, 3, 4;

INSERT INTO histograms_hourly
SELECT dimension, hour, target,
    CASE WHEN estimate <= 0 AND actual <= 0 THEN 4 WHEN estimate <= 0 THEN 8 WHEN actual / estimate < 0.1 THEN 0 WHEN actual / estimate < 0.25 THEN 1
        WHEN actual / estimate < 0.5 THEN 2 WHEN actual / estimate < 0.8 THEN 3 WHEN actual / estimate < 1.25 THEN 4 WHEN actual / estimate < 2 THEN 5
        WHEN actual / estimate < 4 THEN 6 WHEN actual / estimate < 10 THEN 7 ELSE 8 END, 0, COUNT(*)
FROM (
    SELECT 'LATENCY_ERROR' AS dimension, hour, target, latency_ms AS actual, estimated_ms AS estimate FROM ended
    UNION ALL SELECT 'COST_ERROR', hour, target, actual_usd, estimated_usd FROM ended
) AS e
WHERE actual < 'Infinity' AND estimate < 'Infinity'
GROUP BY 1, 2, 3, 4;

INSERT INTO histograms_hourly
SELECT 'CONFIDENCE', hour, stage, LEAST(19, FLOOR(confidence * 20 + 1e-9)::integer), 0, COUNT(*)
FROM ended WHERE stage IS NOT NULL AND confidence IS NOT NULL GROUP BY 1, 2, 3, 4;
