using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace Orchestrator.Silo;

/// <summary>Bucket bounds of the histograms and bounds on the number of series.</summary>
internal static class MetricViews
{
    public const string ChatClients = "Experimental.Microsoft.Extensions.AI";

    // Seconds. From a cached classification to a long report on a small machine.
    private static readonly double[] _taskSeconds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];
    private static readonly double[] _firstTokenSeconds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
    private static readonly double[] _routingSeconds = [0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.1];
    private static readonly double[] _callSeconds = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60];
    private static readonly double[] _callTokens = [16, 64, 256, 1024, 4096, 16384];

    // A series is kept for every value a label ever had. These stop a flood whatever reaches the instruments; the labels themselves are bounded before.
    private const int SeriesOfOurs = 200;
    private const int SeriesOfChatClients = 12;

    private static readonly string[] _chatClientLabels = ["gen_ai.operation.name", "gen_ai.request.model", "gen_ai.token.type"];

    /// <summary>The view of one instrument; null for the defaults.</summary>
    public static MetricStreamConfiguration? For(Instrument instrument) => instrument.Meter.Name switch
    {
        TelemetrySetup.Source => BoundsOf(instrument.Name) is { } bounds
            ? new ExplicitBucketHistogramConfiguration { Boundaries = bounds, CardinalityLimit = SeriesOfOurs }
            : new MetricStreamConfiguration { CardinalityLimit = SeriesOfOurs },
        ChatClients => new ExplicitBucketHistogramConfiguration
        {
            Boundaries = instrument.Name.EndsWith("token.usage", StringComparison.Ordinal) ? _callTokens : _callSeconds,
            TagKeys = _chatClientLabels,
            CardinalityLimit = SeriesOfChatClients,
        },
        _ => null,
    };

    private static double[]? BoundsOf(string instrument) => instrument switch
    {
        "orchestrator_task_duration_seconds" => _taskSeconds,
        "orchestrator_time_to_first_token_seconds" => _firstTokenSeconds,
        "orchestrator_routing_duration_seconds" => _routingSeconds,
        _ => null,
    };
}
