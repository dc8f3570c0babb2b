using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Orchestrator.Silo;
using Orchestrator.Telemetry.Tests.Metrics;

namespace Orchestrator.Telemetry.Tests.Tracing;

[Collection("Meters")]
public sealed class OtlpTests
{
    [Fact]
    public async Task Spans_of_a_request_reach_the_receiver_as_one_trace_and_probes_do_not()
    {
        await using var receiver = await Receiver.Start();
        await using var host = await MetricsHost.Start($"OTEL_EXPORTER_OTLP_ENDPOINT={receiver.Url}", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf");
        using var source = new ActivitySource(TelemetrySetup.Source);
        ActivityTraceId trace;
        using (var activity = source.StartActivity("task.execute"))
        {
            Assert.NotNull(activity);
            trace = activity.TraceId;
            await host.Get("/work");
        }
        await host.Scrape();

        host.Services.GetRequiredService<TracerProvider>().ForceFlush();

        var sent = receiver.Bodies("/v1/traces");
        Assert.Contains(sent, body => Holds(body, Convert.FromHexString(trace.ToHexString())));
        Assert.Contains(sent, body => Holds(body, "task.execute"u8) && Holds(body, "GET /work"u8));
        Assert.DoesNotContain(sent, body => Holds(body, "GET /v1/metrics"u8));
    }

    [Fact]
    public async Task Metrics_reach_the_receiver_too()
    {
        await using var receiver = await Receiver.Start();
        await using var host = await MetricsHost.Start($"OTEL_EXPORTER_OTLP_ENDPOINT={receiver.Url}", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf");
        ApiMetrics.Record(host.Meter);

        host.Services.GetRequiredService<MeterProvider>().ForceFlush();

        Assert.Contains(receiver.Bodies("/v1/metrics"), body => Holds(body, "orchestrator_tasks_total"u8));
    }

    [Fact]
    public async Task Without_an_endpoint_nothing_is_traced()
    {
        await using var host = await MetricsHost.Start();

        Assert.Null(host.Services.GetService<TracerProvider>());
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("ftp://collector:4317")]
    public async Task An_endpoint_that_is_no_address_stops_the_start_with_a_clear_line(string endpoint)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => MetricsHost.Start($"OTEL_EXPORTER_OTLP_ENDPOINT={endpoint}"));

        Assert.Equal([$"OTEL_EXPORTER_OTLP_ENDPOINT is '{endpoint}'; an absolute http or https URL is needed."], failure.Failures);
    }

    private static bool Holds(byte[] body, ReadOnlySpan<byte> part) => body.AsSpan().IndexOf(part) >= 0;

    /// <summary>Takes whatever is posted to it, as a collector would.</summary>
    private sealed class Receiver : IAsyncDisposable
    {
        private readonly ConcurrentQueue<(string Path, byte[] Body)> _received = new();
        private readonly WebApplication _app;

        private Receiver()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            _app = builder.Build();
            _app.MapPost("{**path}", async (HttpContext context) =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                _received.Enqueue((context.Request.Path, body.ToArray()));
            });
        }

        public string Url => _app.Urls.First();

        public static async Task<Receiver> Start()
        {
            var receiver = new Receiver();
            await receiver._app.StartAsync();
            return receiver;
        }

        public IReadOnlyList<byte[]> Bodies(string path) => [.. _received.Where(request => request.Path == path).Select(request => request.Body)];

        public ValueTask DisposeAsync() => _app.DisposeAsync();
    }
}
