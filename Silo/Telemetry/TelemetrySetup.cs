using Orchestrator.Grains;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Orchestrator.Silo;

/// <summary>Metrics for Prometheus; traces and metrics over OTLP where an endpoint is configured.</summary>
public static class TelemetrySetup
{
    /// <summary>The meter and the activity source of this system.</summary>
    public const string Source = "Orchestrator";

    private const string OtlpHeaders = "OTEL_EXPORTER_OTLP_HEADERS";

    /// <summary>Adds metrics and tracing as the variables of OpenTelemetry say.</summary>
    /// <exception cref="ConfigurationException">A variable cannot be used; the message names all that cannot.</exception>
    public static WebApplicationBuilder AddOrchestratorTelemetry(this WebApplicationBuilder builder)
    {
        // The collector's token may come from a file, as every secret may.
        if (SecretFile.Named(builder.Configuration, OtlpHeaders) is { } file && SecretFile.Read(file).Secret is { } headers)
            builder.Configuration[OtlpHeaders] = headers;
        var settings = TelemetrySettings.Read(builder.Configuration);
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(settings.ServiceName, serviceInstanceId: $"{Environment.MachineName}-{Environment.ProcessId}"))
            .WithMetrics(metrics => AddMetrics(metrics, settings));
        // Without a receiver nobody pays for spans.
        if (settings.OtlpEndpoint is not null)
            telemetry.WithTracing(traces => AddTraces(traces, settings));
        return builder;
    }

    /// <summary>Serves the metrics in Prometheus' text format at <paramref name="pattern"/>.</summary>
    public static IEndpointConventionBuilder MapOrchestratorMetrics(this IEndpointRouteBuilder endpoints, string pattern = "/v1/metrics") =>
        endpoints.MapPrometheusScrapingEndpoint(pattern);

    private static void AddMetrics(MeterProviderBuilder metrics, TelemetrySettings settings)
    {
        metrics
            .AddMeter(Source, MetricViews.Orleans, MetricViews.ChatClients, "System.Runtime")
            .AddAspNetCoreInstrumentation()
            .AddView(MetricViews.For)
            // The label sets are those of the API's contract; the meter's name would be one more on every line.
            .AddPrometheusExporter(prometheus => prometheus.ScopeInfoEnabled = false);
        if (settings.OtlpEndpoint is not null)
            metrics.AddOtlpExporter();
    }

    private static void AddTraces(TracerProviderBuilder traces, TelemetrySettings settings) =>
        traces
            .SetSampler(WorkSampler.WithParents(settings.TraceShare))
            .AddSource(Source, "Microsoft.Orleans.*", MetricViews.ChatClients, "System.Net.Http")
            .AddAspNetCoreInstrumentation(requests => requests.Filter = IsWork)
            .AddOtlpExporter();

    // Probes and scrapes come every few seconds and tell nothing.
    private static bool IsWork(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/v1/health") && !context.Request.Path.StartsWithSegments("/v1/metrics");
}
