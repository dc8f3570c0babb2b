using System.Net;
using System.Text.Json.Nodes;

namespace Orchestrator.Silo.Tests;

/// <summary>The seed's scenarios, end to end over HTTP with simulated engines.</summary>
public sealed class SimulatedRoutingTests(SimulatedSilo fixture) : IClassFixture<SimulatedSilo>
{
    private const string HardText =
        "Quarterly results rose in all regions. Explain step by step why the margins changed, compare the three divisions, derive the growth rate for each, "
        + "and prove which constraint was binding. Then evaluate the design alternatives and summarise everything in exactly five points, with numbers.";

    private SiloProcess Silo => fixture.Silo;

    [Theory]
    [InlineData("SUMMARIZATION", "LOW", false, HardText, "CPU")]
    [InlineData("SUMMARIZATION", "URGENT", false, HardText, "CLOUD")]
    [InlineData("CLASSIFICATION", "LOW", true, "Is this review positive or negative? I love it", "QUANTIZED")]
    [InlineData("CLASSIFICATION", "HIGH", false, "Is this review positive or negative? I love it", "GPU")]
    [InlineData("REASONING", "NORMAL", false, HardText, "CLOUD")]
    [InlineData("CHAT", "NORMAL", false, "What is 2+2?", "CPU")]
    public async Task Every_scenario_goes_where_it_should(string type, string priority, bool batch, string text, string target)
    {
        var task = await Silo.RunAsync(new { task_type = type, priority, is_batch = batch, input_text = text });

        Assert.Equal(("COMPLETED", target), ((string?)task["status"], (string?)task["routing_decision"]!["target"]));
        Assert.True((bool)task["simulated"]!);
    }

    [Fact]
    public async Task Local_work_shows_as_saved_money()
    {
        await Silo.RunAsync(new { task_type = "CHAT", input_text = "What is 2+2?" });

        Assert.True((double)(await Silo.GetAsync("/v1/routing/stats?hours=24"))["cost_saved_usd"]! > 0);
    }

    [Fact]
    public async Task The_seven_metrics_of_the_seed_are_there_by_name()
    {
        var text = await Silo.Http.GetStringAsync("/v1/metrics");

        foreach (var name in new[] { "orchestrator_tasks_total", "orchestrator_tasks_by_target", "orchestrator_avg_latency_ms", "orchestrator_cost_saved_usd_total", "orchestrator_cpu_percent", "orchestrator_gpu_percent", "orchestrator_ram_percent" })
            Assert.Matches($@"(?m)^{name}(\{{| )", text);
    }

    [Fact]
    public async Task Metrics_want_the_key_and_health_does_not()
    {
        using var http = new HttpClient { BaseAddress = Silo.Http.BaseAddress };

        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/v1/metrics")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/v1/tasks")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/v1/health")).StatusCode);
    }

    [Fact]
    public async Task The_same_idempotency_key_gives_the_first_task_and_another_body_a_conflict()
    {
        var first = await PostAsync("""{"task_type":"CHAT","input_text":"once"}""", "key-1");
        var second = await PostAsync("""{"task_type":"CHAT","input_text":"once"}""", "key-1");
        var other = await PostAsync("""{"task_type":"CHAT","input_text":"twice"}""", "key-1");

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.OK, HttpStatusCode.Conflict), (first.Code, second.Code, other.Code));
        Assert.Equal((string?)first.Body["task_id"], (string?)second.Body["task_id"]);
        Assert.Equal("IDEMPOTENCY_CONFLICT", (string?)other.Body["code"]);
    }

    [Fact]
    public async Task A_pinned_target_that_the_cap_forbids_fails_with_the_budget_code()
    {
        var task = await Silo.RunAsync(new { task_type = "REASONING", input_text = HardText, target = "CLOUD", max_cost_usd = 0.0000001 });

        Assert.Equal(("FAILED", "BUDGET_EXCEEDED"), ((string?)task["status"], (string?)task["error"]!["code"]));
    }

    [Fact]
    public async Task The_stage_can_be_changed_while_it_runs()
    {
        using var put = await Silo.Http.PutAsync("/v1/routing/stage", new StringContent("""{"stage":"scored"}""", null, "application/json"));
        Assert.True(put.IsSuccessStatusCode);
        try
        {
            var task = await Silo.RunAsync(new { task_type = "CHAT", input_text = "What is 2+2?" });
            Assert.Equal("scored", (string?)task["routing_decision"]!["decision_stage"]);
        }
        finally
        {
            using var back = await Silo.Http.PutAsync("/v1/routing/stage", new StringContent("""{"stage":"rule"}""", null, "application/json"));
        }
    }

    private async Task<(HttpStatusCode Code, JsonNode Body)> PostAsync(string body, string idempotencyKey)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/tasks") { Content = new StringContent(body, null, "application/json") };
        request.Headers.Add("Idempotency-Key", idempotencyKey);
        using var response = await Silo.Http.SendAsync(request);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }
}

/// <summary>One simulated silo for all tests of a class.</summary>
public sealed class SimulatedSilo : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    public SiloProcess Silo { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Silo = await SiloProcess.StartAsync(_folder, ("--simulate", "true"), ("--simulate-scale", "0.1"));

    public async ValueTask DisposeAsync()
    {
        await Silo.DisposeAsync();
        _folder.Dispose();
    }
}
