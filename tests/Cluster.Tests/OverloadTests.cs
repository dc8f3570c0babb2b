using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Orchestrator.Cluster.Tests;

[Collection(nameof(ClusterServers))]
public sealed class OverloadTests
{
    [Fact]
    public async Task Past_the_limit_low_priority_is_refused_first_and_urgent_last()
    {
        using var folder = new TemporaryFolder();

        // So slow that nothing ends during the test.
        await using var silo = await SiloProcess.StartAsync(folder, ("--simulate", "true"), ("--simulate-scale", "1000"), ("--max-pending-tasks", "20"));

        var low = await SubmitAsync(silo, "LOW", 30);
        var normal = await SubmitAsync(silo, "NORMAL", 10);
        var urgent = await SubmitAsync(silo, "URGENT", 10);

        Assert.Equal((16, 2, 2), (Accepted(low), Accepted(normal), Accepted(urgent)));
        Assert.All(low.Concat(normal).Concat(urgent).Where(answer => answer.Status != HttpStatusCode.Accepted), answer =>
        {
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "OVERLOADED"), (answer.Status, answer.Code));
            Assert.True(answer.RetryAfter > TimeSpan.Zero);
        });
        Assert.True(low[^1].RetryAfter > urgent[^1].RetryAfter);

        // A place that becomes free is taken again.
        var first = (string)(await silo.GetAsync("/v1/tasks?priority=URGENT&limit=1"))["tasks"]![0]!["task_id"]!;
        using var cancelled = await silo.Http.PostAsync($"/v1/tasks/{first}/cancel", null);
        Assert.Equal(HttpStatusCode.OK, cancelled.StatusCode);
        Assert.Equal(1, Accepted(await SubmitAsync(silo, "URGENT", 3)));
    }

    private static int Accepted(IEnumerable<Answer> answers) => answers.Count(answer => answer.Status == HttpStatusCode.Accepted);

    private static async Task<List<Answer>> SubmitAsync(SiloProcess silo, string priority, int count)
    {
        List<Answer> answers = [];
        for (var i = 0; i < count; i++)
        {
            using var response = await silo.Http.PostAsJsonAsync("/v1/tasks", new { task_type = "CHAT", priority, input_text = $"Question {i}" });
            var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
            answers.Add(new Answer(response.StatusCode, (string?)body["code"], response.Headers.RetryAfter?.Delta ?? TimeSpan.Zero));
        }

        return answers;
    }

    private sealed record Answer(HttpStatusCode Status, string? Code, TimeSpan RetryAfter);
}
