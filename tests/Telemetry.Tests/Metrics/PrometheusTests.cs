using System.Diagnostics.Metrics;
using Orchestrator.Grains;

namespace Orchestrator.Telemetry.Tests.Metrics;

// One at a time with the others that use the process-wide meters.
[Collection("Meters")]
public sealed class PrometheusTests
{
    private const int FloodedNames = 10_000;
    private const int MostSeries = 500;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_metric_of_the_contract_comes_out_under_exactly_its_name(bool asPrometheus)
    {
        await using var host = await MetricsHost.Start();
        ApiMetrics.Record(host.Meter);

        var names = Names(await host.Scrape(asPrometheus)).Where(name => name.StartsWith("orchestrator_", StringComparison.Ordinal));

        // OpenMetrics adds the time a counter began.
        Assert.Equal(ApiMetrics.Queryable.Order(), names.Where(name => !name.EndsWith("_created", StringComparison.Ordinal)).Distinct().Order());
    }

    [Fact]
    public async Task Labels_are_those_of_the_contract_and_no_more()
    {
        await using var host = await MetricsHost.Start();
        ApiMetrics.Record(host.Meter);

        var lines = await host.Scrape();

        Assert.Contains("orchestrator_tasks_total{status=\"COMPLETED\"} 3", lines);
        Assert.Contains("orchestrator_tasks_by_target{target=\"GPU\"} 3", lines);
        Assert.Contains("orchestrator_gpu_percent{silo=\"S127.0.0.1:11111:1\"} 42", lines);
        Assert.Contains("orchestrator_fallbacks_total{from=\"GPU\",reason=\"timed_out\",to=\"CPU\"} 1", lines);
    }

    [Fact]
    public async Task Histograms_have_buckets_in_seconds_that_fit_what_they_measure()
    {
        await using var host = await MetricsHost.Start();
        ApiMetrics.Record(host.Meter);

        var lines = await host.Scrape();

        Assert.Contains("orchestrator_task_duration_seconds_bucket{outcome=\"completed\",target=\"GPU\",le=\"0.25\"} 0", lines);
        Assert.Contains("orchestrator_task_duration_seconds_bucket{outcome=\"completed\",target=\"GPU\",le=\"0.5\"} 1", lines);
        Assert.Contains("orchestrator_routing_duration_seconds_bucket{stage=\"rule\",le=\"1E-05\"} 0", lines);
        Assert.Contains("orchestrator_routing_duration_seconds_bucket{stage=\"rule\",le=\"2.5E-05\"} 1", lines);
    }

    [Fact]
    public async Task Requests_and_the_runtime_are_measured_under_their_usual_names()
    {
        await using var host = await MetricsHost.Start();
        await host.Get("/work");

        var names = Names(await host.Scrape()).ToHashSet();

        Assert.Contains("http_server_request_duration_seconds_count", names);
        Assert.Contains("dotnet_process_memory_working_set_bytes", names);
    }

    [Fact]
    public async Task Requests_are_told_apart_by_method_route_and_status_only()
    {
        await using var host = await MetricsHost.Start();
        await host.Get("/work");

        Assert.Contains(await host.Scrape(), line => line.StartsWith(
            "http_server_request_duration_seconds_count{http_request_method=\"GET\",http_response_status_code=\"200\",http_route=\"/work\"} ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Latencies_of_orleans_come_in_a_few_buckets_for_all_kinds_of_grain()
    {
        await using var host = await MetricsHost.Start();
        using var orleans = new Meter("Microsoft.Orleans");
        orleans.CreateHistogram<double>("orleans-catalog-activation-latency", "ms").Record(30, ApiMetrics.Label("grain", "TaskGrain"));
        orleans.CreateCounter<long>("orleans-grains-created").Add(1);

        var lines = (await host.Scrape()).Where(line => line.StartsWith("orleans_", StringComparison.Ordinal)).ToList();

        Assert.Contains("orleans_catalog_activation_latency_milliseconds_bucket{le=\"100\"} 1", lines);
        Assert.Contains("orleans_grains_created_total{} 1", lines);
        Assert.Equal(10, lines.Count);
    }

    [Theory]
    [InlineData("Microsoft.Orleans", "orleans-messaging-sent-local")]
    [InlineData("Microsoft.Orleans", "orleans-directory-lookups-local-issued")]
    [InlineData("Microsoft.AspNetCore.MemoryPool", "aspnetcore.memory_pool.rented")]
    public async Task What_happens_many_times_a_task_and_tells_nothing_costs_nothing(string meterName, string instrument)
    {
        await using var host = await MetricsHost.Start();
        using var meter = new Meter(meterName);

        Assert.False(meter.CreateCounter<long>(instrument).Enabled);
    }

    [Fact]
    public async Task Ten_thousand_model_names_leave_few_series()
    {
        await using var host = await MetricsHost.Start();
        using var chat = new Meter("Experimental.Microsoft.Extensions.AI");
        var models = new BoundedLabels(20);
        var circuits = host.Meter.CreateGauge<long>("orchestrator_circuit_open");
        var tokens = chat.CreateHistogram<int>("gen_ai.client.token.usage");
        var calls = chat.CreateHistogram<double>("gen_ai.client.operation.duration", "s");
        // Someone forgot to bound this one: the view does.
        var unbounded = host.Meter.CreateCounter<long>("orchestrator_unbounded_total");

        for (var i = 0; i < FloodedNames; i++)
        {
            var name = $"model-{i}";
            circuits.Record(0, ApiMetrics.Label("target", "GPU"), ApiMetrics.Label("model", models.Of(name)));
            unbounded.Add(1, ApiMetrics.Label("model", name));
            tokens.Record(100, ApiMetrics.Label("gen_ai.request.model", name), ApiMetrics.Label("gen_ai.response.id", name));
            calls.Record(0.5, ApiMetrics.Label("gen_ai.request.model", name), ApiMetrics.Label("server.address", name));
        }

        var lines = await host.Scrape();
        var ours = lines.Where(line => line.StartsWith("orchestrator_", StringComparison.Ordinal) || line.StartsWith("gen_ai_", StringComparison.Ordinal)).ToList();
        Assert.InRange(lines.Count(line => line.Length > 0 && line[0] != '#'), 1, MostSeries - 1);
        Assert.Equal(21, ours.Count(line => line.StartsWith("orchestrator_circuit_open", StringComparison.Ordinal)));
        Assert.Contains(ours, line => line.Contains("model=\"other\"", StringComparison.Ordinal));
        Assert.Contains(ours, line => line.StartsWith("gen_ai_client_token_usage_bucket", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Promtool_accepts_the_scrape()
    {
        await using var host = await MetricsHost.Start();
        ApiMetrics.Record(host.Meter);
        await host.Get("/work");

        var (code, output) = await Promtool.Run(["check", "metrics"], Path.GetTempPath(), string.Join('\n', await host.Scrape()));

        // 3 is "parsed, with advice on style"; this system's names are fixed by its contract and have no help text.
        Assert.True(code is 0 or 3, output);
        Assert.DoesNotContain("error while linting", output, StringComparison.OrdinalIgnoreCase);
    }

    private static IEnumerable<string> Names(IEnumerable<string> lines) =>
        lines.Where(line => line.Length > 0 && line[0] != '#').Select(line => line[..line.IndexOfAny(['{', ' '])]);
}
