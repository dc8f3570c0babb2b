using Orchestrator.Routing;

namespace Orchestrator.Configuration;

/// <summary>The <c>settings</c> of a policy. What is left out keeps its default.</summary>
internal static class SettingsSection
{
    public static readonly string[] Keys =
        ["weights", "value", "cost_weight", "expected_latency_ms", "batch_expected_latency_ms", "gpu_overload_percent", "cpu_overload_percent"];

    private const double LongestMs = 86_400_000;

    public static PolicySettings Read(YamlMap? map)
    {
        var standard = PolicySettings.Default;
        return map is null ? standard : new PolicySettings
        {
            Weights = Weights(map["weights"], standard.Weights),
            Value = ByPriority(map["value"], standard.Value, 1000),
            CostWeight = ByPriority(map["cost_weight"], standard.CostWeight, 1000),
            ExpectedLatencyMs = ByPriority(map["expected_latency_ms"], standard.ExpectedLatencyMs, LongestMs, minimum: 1),
            BatchExpectedLatencyMs = map.Number("batch_expected_latency_ms", 1, LongestMs) ?? standard.BatchExpectedLatencyMs,
            GpuOverloadPercent = map.Number("gpu_overload_percent", 0.0, 100.0),
            CpuOverloadPercent = map.Number("cpu_overload_percent", 0.0, 100.0),
        };
    }

    private static ScoreWeights Weights(YamlValue? value, ScoreWeights standard)
    {
        if (value?.AsMap("cost", "availability", "failure", "latency") is not { } map)
            return standard;
        var weights = new ScoreWeights(
            map.Number("cost", 0.0, 1.0) ?? standard.Cost,
            map.Number("availability", 0.0, 1.0) ?? standard.Availability,
            map.Number("failure", 0.0, 1.0) ?? standard.Failure,
            map.Number("latency", 0.0, 1.0) ?? standard.Latency);
        var sum = weights.Cost + weights.Availability + weights.Failure + weights.Latency;
        if (Math.Abs(sum - 1) > 0.001)
            value.Refuse(FormattableString.Invariant($"the four weights add up to {sum:0.###}; they must add up to 1"));
        return weights;
    }

    private static ByPriority ByPriority(YamlValue? value, ByPriority standard, double maximum, double minimum = 0) =>
        value?.AsMap("LOW", "NORMAL", "HIGH", "URGENT") is not { } map ? standard : new ByPriority(
            map.Number("LOW", minimum, maximum) ?? standard.Low,
            map.Number("NORMAL", minimum, maximum) ?? standard.Normal,
            map.Number("HIGH", minimum, maximum) ?? standard.High,
            map.Number("URGENT", minimum, maximum) ?? standard.Urgent);
}
