namespace Orchestrator.Grains.Stores;

/// <summary>The part of <see cref="PostgresSql.Complete"/> that adds ended tasks to the groups and histograms.</summary>
internal static class PostgresGroupSql
{
    private static IReadOnlyList<string> Sums => GroupRow.Sums;

    /// <summary>Common table expressions over <c>ended</c>; a day that was added up is so no longer. Rows are locked in the order of their keys, so that two silos cannot wait for each other.</summary>
    /// <param name="shard">The parameter of the writer's shard.</param>
    public static string Rollups(string shard) =>
        $"""
        groups AS (
            INSERT INTO groups_hourly AS s (dimension, hour, name, state, shard, tasks, {string.Join(", ", Sums)})
            SELECT d.dimension, e.hour, d.name, e.state, {shard}, COUNT(*), SUM(e.cost_pico), SUM(e.baseline_pico), SUM(e.saved_pico), SUM(e.estimated_pico),
                COUNT(e.latency_us), COALESCE(SUM(e.latency_us), 0), COUNT(e.sla_met), COUNT(*) FILTER (WHERE e.sla_met), COUNT(*) FILTER (WHERE e.unpriced),
                SUM(e.text_input_tokens), SUM(e.text_output_tokens), SUM(e.text_cost_pico), SUM(e.embedding_pico), SUM(e.embedding_saved_pico)
            FROM ended e CROSS JOIN LATERAL (VALUES
                ('{Dimensions.Route}', e.type || '>' || e.target), ('{Dimensions.Model}', e.model), ('{Dimensions.Account}', e.account)) AS d(dimension, name)
            GROUP BY d.dimension, e.hour, d.name, e.state ORDER BY d.dimension, e.hour, d.name, e.state
            ON CONFLICT (dimension, hour, name, state, shard) DO UPDATE SET tasks = s.tasks + excluded.tasks,
                {string.Join(", ", Sums.Select(column => $"{column} = s.{column} + excluded.{column}"))}
        ), histograms AS (
            INSERT INTO histograms_hourly AS s (dimension, hour, name, bucket, shard, tasks)
            SELECT d.dimension, e.hour, d.name, d.bucket, {shard}, COUNT(*)
            FROM ended e CROSS JOIN LATERAL (VALUES
                ('{Dimensions.Target}', e.target, e.bucket), ('{Dimensions.Type}', e.type, e.bucket), ('{Dimensions.Model}', e.model, e.bucket),
                ('{Dimensions.Account}', e.account, e.bucket), ('{Dimensions.LatencyError}', e.target, e.latency_error),
                ('{Dimensions.CostError}', e.target, e.cost_error), ('{Dimensions.Confidence}', e.stage, e.confidence_step)) AS d(dimension, name, bucket)
            WHERE d.name IS NOT NULL AND d.bucket IS NOT NULL
            GROUP BY d.dimension, e.hour, d.name, d.bucket ORDER BY d.dimension, e.hour, d.name, d.bucket
            ON CONFLICT (dimension, hour, name, bucket, shard) DO UPDATE SET tasks = s.tasks + excluded.tasks
        ), reopened AS (
            DELETE FROM summed_days d USING ended e WHERE d.hour = e.hour / 24 * 24
        )
        """;
}
