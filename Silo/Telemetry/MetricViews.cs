using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace Orchestrator.Silo;

/// <summary>
/// Bucket bounds of the histograms and bounds on the number of series: a monitoring system keeps one for every value a label
/// ever had. The labels themselves are bounded before; these limits stop a flood whatever reaches the instruments.
/// </summary>
internal static class MetricViews
{
    public const string ChatClients = "Experimental.Microsoft.Extensions.AI";
    public const string Orleans = "Microsoft.Orleans";

    private const int SeriesOfOurs = 150;
    private const int SeriesOfRequests = 100;
    private const int SeriesOfOrleans = 50;
    private const int SeriesOfChatClients = 6;

    // Seconds. From a cached classification to a long report on a small machine.
    private static readonly double[] _taskSeconds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];
    private static readonly double[] _firstTokenSeconds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
    private static readonly double[] _routingSeconds = [0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.1];

    // Coarse: they are there to compare, and each bound is a series for every combination of labels.
    private static readonly double[] _requestSeconds = [0.005, 0.025, 0.1, 0.5, 2.5, 10, 60];
    private static readonly double[] _orleansMilliseconds = [1, 5, 25, 100, 500, 2500];
    private static readonly double[] _chatSeconds = [0.1, 0.5, 2.5, 10, 60];
    private static readonly double[] _chatTokens = [64, 256, 1024, 4096];

    private static readonly string[] _requestLabels = ["http.request.method", "http.response.status_code", "http.route", "error.type"];
    private static readonly string[] _chatLabels = ["gen_ai.operation.name", "gen_ai.request.model", "gen_ai.token.type"];

    // What Orleans counts of each message and each look for a grain: some forty updates a task, which say no more than how many tasks and grains there were.
    private static readonly string[] _innerSteps =
    [
        "orleans-directory-lookups", "orleans-directory-registration", "orleans-directory-unregistration",
        "orleans-messaging-processing-dispatcher", "orleans-messaging-processing-ima", "orleans-messaging-sent-local",
        "orleans-catalog-activation-shutdown", "orleans-catalog-activation-working-set",
    ];

    /// <summary>The view of one instrument; null for the defaults.</summary>
    public static MetricStreamConfiguration? For(Instrument instrument) => instrument.Meter.Name switch
    {
        TelemetrySetup.Source when BoundsOf(instrument.Name) is { } bounds => Histogram(bounds, SeriesOfOurs),
        TelemetrySetup.Source => new MetricStreamConfiguration { CardinalityLimit = SeriesOfOurs },
        Orleans when _innerSteps.Any(step => instrument.Name.StartsWith(step, StringComparison.Ordinal)) => MetricStreamConfiguration.Drop,
        Orleans when IsHistogram(instrument) => Histogram(_orleansMilliseconds, SeriesOfOrleans, []),
        ChatClients when instrument.Name.EndsWith("token.usage", StringComparison.Ordinal) => Histogram(_chatTokens, SeriesOfChatClients, _chatLabels),
        // Times between pieces of a stream: ours has the time to the first token by target, which is what decides.
        ChatClients when !instrument.Name.EndsWith("operation.duration", StringComparison.Ordinal) => MetricStreamConfiguration.Drop,
        ChatClients => Histogram(_chatSeconds, SeriesOfChatClients, _chatLabels),
        "Microsoft.AspNetCore.Hosting" when IsHistogram(instrument) => Histogram(_requestSeconds, SeriesOfRequests, _requestLabels),
        "Microsoft.AspNetCore.Server.Kestrel" when IsHistogram(instrument) => Histogram(_requestSeconds, SeriesOfRequests, []),
        // The durations of requests name the route too, and a pool of buffers has nothing to tell whoever is on call.
        "Microsoft.AspNetCore.Routing" or "Microsoft.AspNetCore.MemoryPool" => MetricStreamConfiguration.Drop,
        _ => null,
    };

    private static ExplicitBucketHistogramConfiguration Histogram(double[] bounds, int series, string[]? labels = null) =>
        new() { Boundaries = bounds, CardinalityLimit = series, TagKeys = labels };

    private static bool IsHistogram(Instrument instrument) =>
        instrument.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Histogram<>);

    private static double[]? BoundsOf(string instrument) => instrument switch
    {
        "orchestrator_task_duration_seconds" => _taskSeconds,
        "orchestrator_time_to_first_token_seconds" => _firstTokenSeconds,
        "orchestrator_routing_duration_seconds" => _routingSeconds,
        _ => null,
    };
}
