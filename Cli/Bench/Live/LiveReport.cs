using System.Text.Json.Serialization;

namespace Orchestrator.Cli.Bench;

/// <summary>A stage through real servers beside the benchmark's world. Latencies are in the replay's own time, seconds.</summary>
internal sealed record LiveRow(
    string Stage, double LiveUtility, double BenchUtility, double LiveSla, double BenchSla, double LiveCostUsd, double BenchCostUsd, double LiveP95S, double BenchP95S);

/// <summary>What a live replay came to.</summary>
/// <param name="Rows">One a stage.</param>
/// <param name="SameRanking">True when live and benchmark rank the stages alike by utility.</param>
internal sealed record LiveReport(IReadOnlyList<LiveRow> Rows, bool SameRanking);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(LiveReport))]
internal sealed partial class LiveJson : JsonSerializerContext;
