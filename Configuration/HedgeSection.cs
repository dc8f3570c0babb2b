using Orchestrator.Routing;

namespace Orchestrator.Configuration;

/// <summary>The <c>hedge</c> of a policy. What is left out keeps its default; without it there is no hedging.</summary>
internal static class HedgeSection
{
    public static readonly string[] Keys = ["enabled", "min_samples", "min_wait_ms"];

    private const int MostSamples = 400;
    private const double LongestMs = 600_000;

    public static HedgeSettings Read(YamlMap? map)
    {
        var standard = HedgeSettings.Off;
        return map is null ? standard : new HedgeSettings
        {
            Enabled = map.Flag("enabled") ?? standard.Enabled,
            MinSamples = map.Number("min_samples", 1, MostSamples) ?? standard.MinSamples,
            MinWaitMs = map.Number("min_wait_ms", 0, LongestMs) ?? standard.MinWaitMs,
        };
    }
}
