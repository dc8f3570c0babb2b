namespace Orchestrator.Grains.Stores;

/// <summary>By what the hourly roll-ups group. The names stand in the tables.</summary>
internal static class Dimensions
{
    /// <summary>Name: the type, <c>&gt;</c>, the target.</summary>
    public const string Route = "ROUTE";
    public const string Model = "MODEL";
    public const string Account = "ACCOUNT";

    // Of histograms only.
    public const string Target = "TARGET";
    public const string Type = "TYPE";
    public const string LatencyError = "LATENCY_ERROR";
    public const string CostError = "COST_ERROR";
    public const string Confidence = "CONFIDENCE";

    /// <summary>All dimensions of histograms but those of latencies, quoted.</summary>
    public const string Deviations = $"'{LatencyError}', '{CostError}', '{Confidence}'";

    /// <summary>All dimensions of histograms, quoted.</summary>
    public const string Histograms = $"{Deviations}, '{Target}', '{Type}', '{Model}', '{Account}'";

    /// <summary>The groups a finished task counts in.</summary>
    public static IEnumerable<(string Dimension, string Name)> GroupsOf(RollupEntry entry) =>
        [(Route, entry.Route), (Model, entry.Model), (Account, entry.Account)];

    /// <summary>The histograms it counts in.</summary>
    public static IEnumerable<(string Dimension, string Name, int Bucket)> HistogramsOf(RollupEntry entry)
    {
        if (entry.LatencyBucket is { } latency)
        {
            yield return (Target, entry.Target, latency);
            yield return (Type, entry.Type, latency);
            yield return (Model, entry.Model, latency);
            yield return (Account, entry.Account, latency);
        }

        if (entry.LatencyError is { } latencyError)
            yield return (LatencyError, entry.Target, latencyError);
        if (entry.CostError is { } costError)
            yield return (CostError, entry.Target, costError);
        if (entry is { Stage: { } stage, ConfidenceStep: { } step })
            yield return (Confidence, stage, step);
    }
}
