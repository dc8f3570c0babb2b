using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Orchestrator.Silo;

/// <summary>
/// Lets a trace begin with a request or with a task that is taken up again, and with nothing else: timers, membership and
/// health probes run for ever and would bury them. What belongs to a trace that is recorded is recorded.
/// </summary>
internal sealed class WorkSampler : Sampler
{
    /// <summary>Spans of this system whose name begins so may begin a trace.</summary>
    public const string OwnRoots = "task.";

    // The name a request's span has at its start; the route is known later.
    private const string Request = "Microsoft.AspNetCore.Hosting.HttpRequestIn";

    private readonly TraceIdRatioBasedSampler _share;

    /// <param name="ratio">Share of the traces that are recorded, 0 to 1.</param>
    public WorkSampler(double ratio) => _share = new TraceIdRatioBasedSampler(ratio);

    /// <summary>This sampler for roots, and the parent's verdict for everything below.</summary>
    public static Sampler WithParents(double ratio) => new ParentBasedSampler(new WorkSampler(ratio));

    /// <inheritdoc/>
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        samplingParameters.Name.StartsWith(OwnRoots, StringComparison.Ordinal) || IsRequest(samplingParameters)
            ? _share.ShouldSample(samplingParameters)
            : new SamplingResult(SamplingDecision.Drop);

    private static bool IsRequest(in SamplingParameters span) => span.Kind == ActivityKind.Server && span.Name == Request;
}
