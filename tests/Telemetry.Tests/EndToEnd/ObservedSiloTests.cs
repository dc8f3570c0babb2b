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
    public async Task A_task_is_one_trace_from_the_request_to_the_engine_s_call()
    {
        Needs.No(observed.Missing);
        var (trace, caller) = (ActivityTraceId.CreateRandom().ToHexString(), ActivitySpanId.CreateRandom().ToHexString());

        await SubmitAsync(trace, caller);
        var spans = await SpansOf(trace, spans => spans.Any(span => span.Name == "IRouterGrain/Report"));

        var request = Assert.Single(spans, span => span.Source == "Microsoft.AspNetCore" && span.ParentId == caller);
        var call = spans.First(span => span.Source == "System.Net.Http" && span.Name == "POST");
        Assert.Contains(spans, span => span.Name == "IRouterGrain/Decide");
        Assert.Contains(request.SpanId, Ancestors(call, spans));
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
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/tasks");
        request.Content = JsonContent.Create(new { task_type = "CHAT", input_text = "Tell me about the weather", target = "QUANTIZED" });
        request.Headers.Add("traceparent", $"00-{trace}-{span}-01");
        using var response = await observed.Silo.Http.SendAsync(request);
        return (string)JsonNode.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!["task_id"]!;
    }

    private Task<List<OtlpSpan>> SpansOf(string trace, Func<List<OtlpSpan>, bool> complete) =>
        Until(() => observed.Receiver.Spans().Where(span => span.TraceId == trace).ToList(), complete);

    private static double? Utilization(JsonNode resources) => (double?)resources["silos"]![0]!["gpus"]![1]!["utilization_percent"];

    private static IEnumerable<string> Ancestors(OtlpSpan span, IReadOnlyList<OtlpSpan> all)
    {
        for (var current = span; current is not null; current = all.FirstOrDefault(other => other.SpanId == current.ParentId))
            yield return current.SpanId;
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
