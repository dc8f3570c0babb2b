using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Orchestrator.Telemetry.Tests.Tracing;

namespace Orchestrator.Telemetry.Tests.EndToEnd;

/// <summary>What an operator sees of a running silo, from outside of it.</summary>
public sealed class ObservedSiloTests(ObservedSilo observed) : IClassFixture<ObservedSilo>
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Utilisation_of_a_gpu_that_rises_is_seen_by_the_router_and_on_the_metrics()
    {
        Needs.No(observed.Missing);
        observed.Gpus.SetUtilization(1, 10);
        await observed.Silo.UntilAsync("/v1/resources", resources => Utilization(resources) == 10);

        observed.Gpus.SetUtilization(1, 97);

        await observed.Silo.UntilAsync("/v1/resources", resources => Utilization(resources) == 97);
        Assert.Matches("""(?m)^orchestrator_gpu_percent\{silo="[^"]+"\} 97$""", await observed.Silo.Http.GetStringAsync("/v1/metrics"));
    }

    [Fact]
    public async Task A_task_is_one_trace_from_the_answer_s_header_to_the_engine_s_call()
    {
        Needs.No(observed.Missing);
        var (trace, caller) = (ActivityTraceId.CreateRandom().ToHexString(), ActivitySpanId.CreateRandom().ToHexString());

        using var response = await SendAsync(trace, caller);

        Assert.Equal([trace], response.Headers.GetValues("X-Trace-Id"));
        // A span is sent when it ends, and the batches of its parents come later: the chain is whole once it reaches the caller's own span.
        var spans = await SpansOf(trace, spans => EngineCall(spans) is { } call && Chain(call, spans)[^1].ParentId == caller
            && spans.Any(span => span.Name == "IRouterGrain/Decide"));
        var chain = Chain(EngineCall(spans)!, spans);
        Assert.Equal("Microsoft.AspNetCore", chain[^1].Source);
        Assert.Contains(chain, span => span.Name.StartsWith("ITaskGrain/", StringComparison.Ordinal));
        // The engine of one's own silo is called without a message: there is no span of an executor between.
        Assert.Contains(chain, span => span.Source == "Experimental.Microsoft.Extensions.AI");
    }

    [Fact]
    public async Task Without_a_caller_s_trace_the_answer_names_the_one_the_engine_s_call_is_in()
    {
        Needs.No(observed.Missing);

        using var response = await SendAsync();

        var trace = response.Headers.GetValues("X-Trace-Id").Single();
        var spans = await SpansOf(trace, spans => EngineCall(spans) is { } call && Chain(call, spans)[^1].ParentId.Length == 0);
        Assert.Equal("Microsoft.AspNetCore", Chain(EngineCall(spans)!, spans)[^1].Source);
    }

    [Fact]
    public async Task Nothing_is_recorded_that_no_request_began()
    {
        Needs.No(observed.Missing);
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        await SubmitAsync(trace, ActivitySpanId.CreateRandom().ToHexString());
        await SpansOf(trace, spans => spans.Count > 0);

        // Timers, membership and probes have run since the start and were sent in the same batches.
        Assert.DoesNotContain(observed.Receiver.Spans(), span => span.ParentId.Length == 0 && span.Source != "Microsoft.AspNetCore");
    }

    [Fact]
    public async Task The_log_tells_a_task_s_story_in_json_with_its_trace()
    {
        Needs.No(observed.Missing);
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        var id = await SubmitAsync(trace, ActivitySpanId.CreateRandom().ToHexString());
        await observed.Silo.FinishedAsync(id);

        var lines = await Until(
            () => observed.Silo.Output.Split('\n').Where(line => line.StartsWith('{')).Select(line => JsonNode.Parse(line)!).Where(line => (string?)line["task_id"] == id).ToList(),
            lines => lines.Any(line => (string?)line["event"] == "worker.completed"));

        Assert.Equal(["task.routed", "task.submitted", "worker.completed"], lines.Select(line => (string)line["event"]!).Distinct().Order());
        Assert.All(lines, line => Assert.Equal(trace, (string?)line["trace_id"]));
    }

    private async Task<string> SubmitAsync(string trace, string span)
    {
        using var response = await SendAsync(trace, span);
        return (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["task_id"]!;
    }

    private async Task<HttpResponseMessage> SendAsync(string? trace = null, string? span = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/tasks");
        request.Content = JsonContent.Create(new { task_type = "CHAT", input_text = "Tell me about the weather", target = "QUANTIZED" });
        if (trace is not null)
            request.Headers.Add("traceparent", $"00-{trace}-{span}-01");
        return (await observed.Silo.Http.SendAsync(request)).EnsureSuccessStatusCode();
    }

    private Task<List<OtlpSpan>> SpansOf(string trace, Func<List<OtlpSpan>, bool> complete) =>
        Until(() => observed.Receiver.Spans().Where(span => span.TraceId == trace).ToList(), complete);

    private static double? Utilization(JsonNode resources) => (double?)resources["silos"]![0]!["gpus"]![1]!["utilization_percent"];

    private static OtlpSpan? EngineCall(IReadOnlyList<OtlpSpan> spans) => spans.FirstOrDefault(span => span.Source == "System.Net.Http" && span.Name == "POST");

    /// <summary>A span, its parent and so on, as far up as spans have arrived.</summary>
    private static List<OtlpSpan> Chain(OtlpSpan span, IReadOnlyList<OtlpSpan> all)
    {
        List<OtlpSpan> chain = [span];
        while (all.FirstOrDefault(other => other.SpanId == chain[^1].ParentId) is { } parent)
            chain.Add(parent);
        return chain;
    }

    private static async Task<T> Until<T>(Func<T> read, Func<T, bool> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var value = read();
            if (condition(value))
                return value;
            if (Stopwatch.GetElapsedTime(started) > _limit)
                throw new TimeoutException("It did not come to the expected state.");
            await Task.Delay(50);
        }
    }
}
