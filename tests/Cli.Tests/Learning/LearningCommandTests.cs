namespace Orchestrator.Cli.Tests;

public sealed class LearningCommandTests
{
    private const string Side = """{"by_target":{"GPU":1,"CPU":2,"QUANTIZED":0,"CLOUD":0},"cost_usd":0.5,"mean_latency_ms":812.5,"sla_attainment":0.75,"mean_utility":0.6}""";

    private readonly Tool _tool = new();

    [Theory]
    [InlineData("true", 0)]
    [InlineData("false", 1)]
    public async Task Train_has_the_server_learn_and_waits_for_the_end(string promoted, int code)
    {
        var answers = new Queue<string>([Run("true", "false", null), Run("true", "false", null), Run("false", promoted, """{"rows":300,"brier_score":0.08,"calibration_error":0.021,"service_time_error":0.2,"reliability":[{"predicted":0.9,"observed":0.88,"rows":150}]}""")]);
        await using var server = new FakeServer((_, _) => (202, answers.Dequeue()));

        Assert.Equal(code, await _tool.RunAsync("train", "--url", server.Url));

        Assert.Equal(["POST /v1/routing/train", "GET /v1/routing/train", "GET /v1/routing/train"], server.Requests.Select(request => request.Request));
        Assert.Contains("1500 outcomes, 1000 are needed. So it is.", _tool.Output, StringComparison.Ordinal);
        Assert.Contains("calibration error 0.021", _tool.Output, StringComparison.Ordinal);
        Assert.Contains("0.880", _tool.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Training_on_files_says_when_it_does_not_know_where_to_write()
    {
        Assert.NotEqual(0, await _tool.RunAsync("train", "--rows", "rows.jsonl"));
        Assert.Contains("--out", _tool.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_is_replayed_on_the_past_of_the_server()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "rules: []", TestContext.Current.CancellationToken);
        await using var server = new FakeServer((_, _) => (200, $$$"""
            {"policy_version":"v8","stage":"scored","tasks":3,"skipped_tasks":1,"truncated":false,"agreement":0.5,"happened":{{{Side}}},"estimated_for_what_happened":{{{Side}}},"replayed":{{{Side}}},
             "off_policy":{"explored_share":0,"effective_tasks":2.5,"inverse_propensity":{"mean":0.6,"low":0.5,"high":0.7},"doubly_robust":{"mean":0.61,"low":0.5,"high":0.72},"note":"Nothing was left to chance."},"period_hours":6}
            """));

        Assert.Equal(0, await _tool.RunAsync("policy", "replay", file, "--stage", "scored", "--hours", "6", "--url", server.Url));

        var (request, body, _) = Assert.Single(server.Requests);
        Assert.Equal(("POST /v1/routing/replay", """{"policy_yaml":"rules: []","stage":"scored","hours":6}"""), (request, body));
        Assert.Contains("3 tasks, 1 skipped, 50.0 % sent to the same target", _tool.Output, StringComparison.Ordinal);
        Assert.Contains("0.610 (0.500 to 0.720)", _tool.Output, StringComparison.Ordinal);
        File.Delete(file);
    }

    private static string Run(string running, string promoted, string? holdout) =>
        $$$"""{"running":{{{running}}},"active_model":null,"last_run":{"rows":1500,"rows_needed":1000,"model_version":null,"promoted":{{{promoted}}},"detail":"So it is.","holdout":{{{holdout ?? "null"}}}}}""";
}
