using System.Text.Json;
using System.Text.RegularExpressions;

namespace Orchestrator.Cli.Tests;

public sealed partial class LoadTests
{
    private readonly Tool _tool = new();

    [Fact]
    public async Task A_server_that_answers_all_of_it_is_clean()
    {
        await using var server = new LoadedServer();

        var report = await LoadAsync(server, 0);

        Assert.Equal((0, 0, 0, 0), Counts(report));
        Assert.True(report.GetProperty("tasks_per_s").GetDouble() > 0);
        Assert.Equal(10, report.GetProperty("routed_ms").GetProperty("p50").GetDouble(), tolerance: 0.1);
        Assert.Equal(20, report.GetProperty("ttft_ms").GetProperty("p99").GetDouble(), tolerance: 0.1);
    }

    [Fact]
    public async Task The_json_has_exactly_the_agreed_fields()
    {
        await using var server = new LoadedServer();

        var report = await LoadAsync(server, 0);

        Assert.Equal(
            ["tasks_per_s", "accept_ms", "routed_ms", "ttft_ms", "completed_ms", "errors", "lost", "double", "wrong", "server_cpu_us_per_task"],
            report.EnumerateObject().Select(property => property.Name));
        Assert.Equal(["p50", "p95", "p99"], report.GetProperty("accept_ms").EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public async Task Server_cpu_is_the_growth_of_its_counters_over_the_measured_tasks()
    {
        await using var server = new LoadedServer();

        // The server adds 3 ms in user and 1 ms in system mode at each look: 4 ms over 20 tasks.
        Assert.Equal(200, (await LoadAsync(server, 0)).GetProperty("server_cpu_us_per_task").GetDouble(), tolerance: 0.1);
    }

    [Fact]
    public async Task An_answer_to_another_prompt_is_wrong()
    {
        await using var server = new LoadedServer { Result = _ => "something else" };

        Assert.Equal((0, 0, 0, 20), Counts(await LoadAsync(server, 1)));
    }

    [Fact]
    public async Task A_task_that_completed_twice_is_double()
    {
        await using var server = new LoadedServer { CompletedAttempts = 2 };

        Assert.Equal((0, 0, 20, 0), Counts(await LoadAsync(server, 1)));
    }

    [Fact]
    public async Task One_id_for_all_is_double()
    {
        await using var server = new LoadedServer { SameId = true };

        Assert.Equal(19, Counts(await LoadAsync(server, 1)).Double);
    }

    [Fact]
    public async Task A_task_that_is_not_known_any_more_is_lost()
    {
        await using var server = new LoadedServer { Forgets = true };

        Assert.Equal((0, 20, 0, 0), Counts(await LoadAsync(server, 1)));
    }

    [Fact]
    public async Task A_refused_task_is_an_error_and_not_lost()
    {
        await using var server = new LoadedServer { Refuses = true };

        Assert.Equal((20, 0, 0, 0), Counts(await LoadAsync(server, 1)));
    }

    [Fact]
    public async Task The_open_loop_starts_all_tasks_too()
    {
        await using var server = new LoadedServer();

        var report = await LoadAsync(server, 0, "--rate", "500");

        Assert.Equal((0, 0, 0, 0), Counts(report));
        Assert.Equal(20, server.Submitted);
    }

    [Fact]
    public async Task Another_machine_is_not_put_under_load_unasked()
    {
        Assert.Equal(2, await _tool.RunAsync("load", "--url", "http://orchestrator.example"));
        Assert.Contains("--allow-remote", _tool.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("other_metric 5\n", null)]
    [InlineData("dotnet_process_cpu_time_seconds_total{cpu_mode=\"user\"} 1.5\ndotnet_process_cpu_time_seconds_total{cpu_mode=\"system\"} 0.25 1700000000000\n", 1.75)]
    public void Server_cpu_is_the_sum_over_all_modes(string metrics, double? seconds) => Assert.Equal(seconds, ServerFigures.Parse(metrics).Cpu?.TotalSeconds);

    [Fact]
    public void The_stages_of_a_task_are_read_with_their_cpu_and_their_allocations()
    {
        var before = ServerFigures.Parse("orchestrator_stage_cpu_seconds_total{stage=\"decide\"} 1\ndotnet_gc_heap_total_allocated_bytes_total 100\n");
        var after = ServerFigures.Parse(
            "orchestrator_stage_cpu_seconds_total{stage=\"decide\"} 1.5\norchestrator_stage_allocated_bytes_total{stage=\"decide\"} 40 1700000000000\n"
            + "dotnet_gc_heap_total_allocated_bytes_total 160\n");

        var spent = after.Since(before);

        Assert.Equal((0.5, 40), spent.Stages["decide"]);
        Assert.Equal(60, spent.AllocatedBytes);
    }

    private async Task<JsonElement> LoadAsync(LoadedServer server, int code, params string[] more)
    {
        Assert.Equal(code, await _tool.RunAsync(["load", "--users", "4", "--tasks", "20", "--warm-up", "0", "--json", "--url", server.Url, .. more]));
        using var report = JsonDocument.Parse(_tool.Output);
        return report.RootElement.Clone();
    }

    private static (long Errors, long Lost, long Double, long Wrong) Counts(JsonElement report) =>
        (Count(report, "errors"), Count(report, "lost"), Count(report, "double"), Count(report, "wrong"));

    private static long Count(JsonElement report, string name) => report.GetProperty(name).GetInt64();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Mark();

    /// <summary>Finishes every task at once, with the faults a test asks for.</summary>
    private sealed class LoadedServer : IAsyncDisposable
    {
        private readonly FakeServer _server;
        private readonly Dictionary<string, string> _marks = [];
        private int _looks;

        public LoadedServer() => _server = new FakeServer(Answer);

        public string Url => _server.Url;

        public Func<string, string> Result { get; init; } = mark => $"the answer to {mark}";

        public int CompletedAttempts { get; init; } = 1;

        public bool SameId { get; init; }

        public bool Forgets { get; init; }

        public bool Refuses { get; init; }

        public int Submitted { get; private set; }

        public ValueTask DisposeAsync() => _server.DisposeAsync();

        private (int, string) Answer(string request, string body)
        {
            if (request == "GET /v1/metrics")
                return (200, Metrics(_looks++));
            if (request.StartsWith("POST", StringComparison.Ordinal))
                return Refuses ? (503, Json.Problem("OVERLOADED", "full")) : (202, Accept(JsonDocument.Parse(body).RootElement.GetProperty("input_text").GetString()!));
            var id = request["GET /v1/tasks/".Length..].Split('?')[0];
            return Forgets ? (404, "{}") : (200, Json.Task(result: Result(_marks[id]), completedAttempts: CompletedAttempts, id: id));
        }

        private string Accept(string text)
        {
            Submitted++;
            var id = SameId ? Json.Id : Guid.NewGuid().ToString();
            _marks[id] = Mark().Match(text).Value;
            return Json.Accepted(id);
        }

        private static string Metrics(int looks) => FormattableString.Invariant(
            $"dotnet_process_cpu_time_seconds_total{{cpu_mode=\"user\"}} {1 + (0.003 * looks)}\ndotnet_process_cpu_time_seconds_total{{cpu_mode=\"system\"}} {1 + (0.001 * looks)}\n");
    }
}
