using System.Data.Common;

namespace Orchestrator.Grains.Stores;

/// <summary>A sum over rows of <c>groups_hourly</c> and <c>groups_daily</c>.</summary>
internal sealed class GroupRow
{
    /// <summary>The columns that are added up, next to the number of tasks.</summary>
    public static IReadOnlyList<string> Sums { get; } =
    [
        "cost_pico", "baseline_pico", "saved_pico", "estimated_pico", "latencies", "latency_us", "sla_tasks", "sla_met", "unpriced",
        "text_input_tokens", "text_output_tokens", "text_cost_pico", "embedding_pico", "embedding_saved_pico",
    ];

    /// <summary>All columns both tables have.</summary>
    public static string Names { get; } = $"dimension, hour, name, state, tasks, {string.Join(", ", Sums)}";

    /// <summary>The columns, in the order <see cref="Read"/> expects them; money in two parts, so that no sum overflows.</summary>
    public static string Columns { get; } = string.Join(", ",
    [
        "CAST(SUM(tasks) AS bigint)", .. Money("cost_pico"), .. Money("baseline_pico"), .. Money("saved_pico"), .. Money("estimated_pico"), .. Money("text_cost_pico"),
        .. Money("embedding_pico"), .. Money("embedding_saved_pico"), .. ((string[])["latencies", "latency_us", "sla_tasks", "sla_met", "unpriced", "text_input_tokens", "text_output_tokens"])
            .Select(column => $"CAST(SUM({column}) AS bigint)"),
    ]);

    public required long Stretch { get; init; }

    public required string Dimension { get; init; }

    public required string Name { get; init; }

    public required TaskState State { get; init; }

    public required long Tasks { get; init; }

    public decimal CostUsd { get; private init; }

    public decimal BaselineUsd { get; private init; }

    public decimal SavedUsd { get; private init; }

    public decimal EstimatedUsd { get; private init; }

    public decimal TextCostUsd { get; private init; }

    public decimal EmbeddingUsd { get; private init; }

    public decimal EmbeddingSavedUsd { get; private init; }

    public long Latencies { get; private init; }

    public long LatencyMicroseconds { get; private init; }

    public long SlaTasks { get; private init; }

    public long SlaMet { get; private init; }

    public long Unpriced { get; private init; }

    public long TextInputTokens { get; private init; }

    public long TextOutputTokens { get; private init; }

    /// <summary>Of a row in the dimension <see cref="Dimensions.Route"/>.</summary>
    public string Type => Name[..Name.IndexOf('>', StringComparison.Ordinal)];

    /// <summary>Likewise; empty when there was no decision.</summary>
    public string Target => Name[(Name.IndexOf('>', StringComparison.Ordinal) + 1)..];

    /// <summary>Reads a row of: stretch, dimension, name, state, and <see cref="Columns"/>.</summary>
    public static GroupRow Read(DbDataReader row)
    {
        var column = 4;
        return new GroupRow
        {
            Stretch = row.GetInt64(0),
            Dimension = row.GetString(1),
            Name = row.GetString(2),
            State = WireNames.Parse<TaskState>(row.GetString(3)),
            Tasks = Next(),
            CostUsd = NextUsd(),
            BaselineUsd = NextUsd(),
            SavedUsd = NextUsd(),
            EstimatedUsd = NextUsd(),
            TextCostUsd = NextUsd(),
            EmbeddingUsd = NextUsd(),
            EmbeddingSavedUsd = NextUsd(),
            Latencies = Next(),
            LatencyMicroseconds = Next(),
            SlaTasks = Next(),
            SlaMet = Next(),
            Unpriced = Next(),
            TextInputTokens = Next(),
            TextOutputTokens = Next(),
        };

        long Next() => row.GetInt64(column++);
        decimal NextUsd() => StoredMoney.ToUsd(Next(), Next());
    }

    private static string[] Money(string column) =>
        [$"CAST(SUM({column} / {StoredMoney.PicoPerMicro}) AS bigint)", $"CAST(SUM({column} % {StoredMoney.PicoPerMicro}) AS bigint)"];
}
