using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Orchestrator.Silo;

namespace Orchestrator.Telemetry.Tests.Metrics;

/// <summary>A web host with this system's telemetry and nothing else, on a free port.</summary>
internal sealed class MetricsHost : IAsyncDisposable
{
    // What Prometheus 2 and 3 send.
    private const string PrometheusAccepts =
        "application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private MetricsHost(WebApplication app)
    {
        _app = app;
        _client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public Meter Meter { get; } = new(TelemetrySetup.Source);

    public IServiceProvider Services => _app.Services;

    public static async Task<MetricsHost> Start(params string[] settings)
    {
        var builder = WebApplication.CreateBuilder(["--Logging:LogLevel:Default=None", .. settings.Select(setting => "--" + setting)]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddOrchestratorTelemetry();
        var app = builder.Build();
        app.UseTraceHeader();
        app.MapOrchestratorMetrics();
        app.MapGet("/work", () => "done");
        await app.StartAsync();
        return new MetricsHost(app);
    }

    /// <summary>The lines of one scrape.</summary>
    public async Task<string[]> Scrape(bool asPrometheus = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/metrics");
        if (asPrometheus)
            request.Headers.TryAddWithoutValidation("Accept", PrometheusAccepts);
        using var response = await _client.SendAsync(request);
        return (await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).Split('\n');
    }

    public Task<string> Get(string path) => _client.GetStringAsync(path);

    public Task<HttpResponseMessage> Send(HttpRequestMessage request) => _client.SendAsync(request);

    public async ValueTask DisposeAsync()
    {
        Meter.Dispose();
        _client.Dispose();
        await _app.DisposeAsync();
    }
}
