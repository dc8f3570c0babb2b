using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Orchestrator.Silo;

/// <summary>Metrics for Prometheus; traces and metrics over OTLP where an endpoint is configured.</summary>
public static class TelemetrySetup
{
    /// <summary>The meter and the activity source of this system.</summary>
    public const string Source = "Orchestrator";

    /// <summary>Adds metrics and tracing as <see cref="TelemetryOptions"/> says.</summary>
    public static WebApplicationBuilder AddOrchestratorTelemetry(this WebApplicationBuilder builder)
    {
        var options = TelemetryOptions.Read(builder.Configuration);
        builder.Services.AddOptions<TelemetryOptions>()
            .Configure<IConfiguration>(TelemetryOptions.Bind)
            .ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<TelemetryOptions>, TelemetryOptionsValidator>();

        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(options.ServiceName, serviceInstanceId: Environment.MachineName + "-" + Environment.ProcessId))
            .WithMetrics(metrics => AddMetrics(metrics, options));
        // Without a receiver nobody pays for spans.
        if (options.SendsOtlp)
            telemetry.WithTracing(AddTraces);
        return builder;
    }

    /// <summary>Serves the metrics in Prometheus' text format at <paramref name="pattern"/>.</summary>
    public static IEndpointConventionBuilder MapOrchestratorMetrics(this IEndpointRouteBuilder endpoints, string pattern = "/v1/metrics") =>
        endpoints.MapPrometheusScrapingEndpoint(pattern);

    private static void AddMetrics(MeterProviderBuilder metrics, TelemetryOptions options)
    {
        metrics
            .AddMeter(Source, MetricViews.Orleans, MetricViews.ChatClients, "System.Runtime")
            .AddAspNetCoreInstrumentation()
            .AddView(MetricViews.For)
            // The label sets are those of the API's contract; the meter's name would be one more on every line.
            .AddPrometheusExporter(prometheus => prometheus.ScopeInfoEnabled = false);
        if (options.SendsOtlp)
            metrics.AddOtlpExporter();
    }

    private static void AddTraces(TracerProviderBuilder traces) =>
        traces
            .AddSource(Source, "Microsoft.Orleans.*", MetricViews.ChatClients, "System.Net.Http")
            .AddAspNetCoreInstrumentation(requests => requests.Filter = IsWork)
            .AddOtlpExporter();

    // Probes and scrapes come every few seconds and tell nothing.
    private static bool IsWork(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/v1/health") && !context.Request.Path.StartsWithSegments("/v1/metrics");
}
