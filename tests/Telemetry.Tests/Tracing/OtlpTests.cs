using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Orchestrator.Grains;
using Orchestrator.Silo;
using Orchestrator.Telemetry.Tests.Metrics;

namespace Orchestrator.Telemetry.Tests.Tracing;

[Collection("Meters")]
public sealed class OtlpTests
{
    [Fact]
    public async Task Spans_of_a_request_reach_the_receiver_as_one_trace_and_probes_do_not()
    {
        await using var receiver = await OtlpReceiver.Start();
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
    public async Task The_answer_names_the_trace_of_the_caller()
    {
        await using var receiver = await OtlpReceiver.Start();
        await using var host = await MetricsHost.Start($"OTEL_EXPORTER_OTLP_ENDPOINT={receiver.Url}", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf");
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/work");
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom().ToHexString()}-01");

        using var response = await host.Send(request);

        Assert.Equal([trace], response.Headers.GetValues(TraceHeader.Name));
    }

    [Fact]
    public async Task Metrics_reach_the_receiver_too()
    {
        await using var receiver = await OtlpReceiver.Start();
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
    public async Task Wrong_values_stop_the_start_with_all_reasons_at_once(string endpoint)
    {
        var failure = await Assert.ThrowsAsync<ConfigurationException>(() => MetricsHost.Start($"OTEL_EXPORTER_OTLP_ENDPOINT={endpoint}", "OTEL_TRACES_SAMPLER_ARG=2"));

        Assert.Equal(
            [$"OTEL_EXPORTER_OTLP_ENDPOINT is '{endpoint}'; an absolute http or https URL is needed.", "OTEL_TRACES_SAMPLER_ARG is '2'; a number from 0 to 1 is needed."],
            failure.Message.Split(Environment.NewLine));
    }

    [Theory]
    [InlineData("Microsoft.AspNetCore.Hosting.HttpRequestIn", ActivityKind.Server, true)]
    [InlineData("task.resume", ActivityKind.Internal, true)]
    [InlineData("IGrainTimerInvoker/InvokeCallbackAsync", ActivityKind.Server, false)]
    [InlineData("place grain", ActivityKind.Internal, false)]
    [InlineData("System.Net.Http.HttpRequestOut", ActivityKind.Client, false)]
    public void A_trace_begins_with_a_request_or_a_task_and_not_with_housekeeping(string name, ActivityKind kind, bool recorded)
    {
        var root = new SamplingParameters(default, ActivityTraceId.CreateRandom(), name, kind);

        Assert.Equal(recorded ? SamplingDecision.RecordAndSample : SamplingDecision.Drop, WorkSampler.WithParents(1).ShouldSample(root).Decision);
    }

    [Fact]
    public void Below_a_recorded_span_everything_is_recorded()
    {
        var parent = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);
        var child = new SamplingParameters(parent, parent.TraceId, "IRouterGrain/Decide", ActivityKind.Client);

        Assert.Equal(SamplingDecision.RecordAndSample, WorkSampler.WithParents(0).ShouldSample(child).Decision);
    }

    private static bool Holds(byte[] body, ReadOnlySpan<byte> part) => body.AsSpan().IndexOf(part) >= 0;
}
