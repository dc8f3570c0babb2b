using System.Globalization;

namespace Orchestrator.Engines;

/// <summary>How fast a simulated engine is.</summary>
/// <param name="OverheadMs">Fixed part of each call, milliseconds.</param>
/// <param name="PrefillTokensPerSecond">Speed of reading the prompt.</param>
/// <param name="DecodeTokensPerSecond">Speed of writing the answer.</param>
/// <param name="LatencyScale">Factor on every wait; 0 answers at once.</param>
/// <param name="FailureRate">Share of calls that fail, 0 to 1.</param>
/// <param name="Seed">Seed of the failures.</param>
internal sealed record SimulatedProfile(
    double OverheadMs, double PrefillTokensPerSecond, double DecodeTokensPerSecond, double LatencyScale, double FailureRate, int Seed)
{
    public static SimulatedProfile Of(EngineOptions options) => new(
        Number(options, "overhead_ms", 50),
        Number(options, "prefill_tokens_per_second", 1000),
        Number(options, "decode_tokens_per_second", 50),
        Number(options, "latency_scale", 1),
        Number(options, "failure_rate", 0),
        (int)Number(options, "seed", 1));

    /// <summary>From the start to the first token.</summary>
    public TimeSpan UntilFirstToken(int promptTokens) => Scaled((OverheadMs / 1000) + (promptTokens / PrefillTokensPerSecond));

    /// <summary>Between the first token and the end of <paramref name="tokens"/> tokens.</summary>
    public TimeSpan Decoding(int tokens) => Scaled(tokens / DecodeTokensPerSecond);

    private TimeSpan Scaled(double seconds) => TimeSpan.FromSeconds(seconds * LatencyScale);

    private static double Number(EngineOptions options, string name, double usual) =>
        options.Settings.TryGetValue(name, out string? text) ? double.Parse(text, CultureInfo.InvariantCulture) : usual;
}
