using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Orchestrator.Silo.Tests;

/// <summary>Learning through the API of the real program: what was rated, and which model is in use, outlive it.</summary>
public sealed class LearningTests
{
    [Fact]
    public async Task Ratings_and_the_stage_survive_a_kill()
    {
        using var folder = new TemporaryFolder();
        (string, string)[] options = [("--simulate", "true"), ("--simulate-scale", "0"), ("--data", folder.File("data"))];
        double before;
        await using (var silo = await SiloProcess.StartAsync(folder, options))
        {
            using var staged = await silo.Http.PutAsJsonAsync("/v1/routing/stage", new { stage = "ml" });
            Assert.Equal(HttpStatusCode.OK, staged.StatusCode);
            before = await GainOfGpuAsync(silo);
            for (var i = 0; i < 40; i++)
            {
                var task = await silo.RunAsync(new { task_type = "CHAT", input_text = "What is 2+2?", target = "GPU" });
                using var rated = await silo.Http.PostAsJsonAsync($"/v1/tasks/{(string)task["task_id"]!}/feedback", new { score = 0.0 });
                Assert.Equal(HttpStatusCode.NoContent, rated.StatusCode);
            }

            await silo.UntilAsync("/v1/routing/stage", _ => true, withinSeconds: 1);
            Assert.True(await GainOfGpuAsync(silo) < 0.8 * before);
            await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
            await silo.KillAsync();
        }

        await using var again = await SiloProcess.StartAsync(folder, options);
        Assert.Equal("ml", (string?)(await again.GetAsync("/v1/routing/stage"))["stage"]);
        Assert.True(await GainOfGpuAsync(again) < 0.8 * before);
    }

    /// <summary>Expected value of an answer from the GPU, as a share of the task's.</summary>
    private static async Task<double> GainOfGpuAsync(SiloProcess silo)
    {
        using var response = await silo.Http.PostAsJsonAsync("/v1/routing/explain", new { task_type = "CHAT", input_text = "What is 2+2?" });
        var candidates = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["decision"]!["candidates"]!.AsArray();
        return (double)candidates.First(candidate => (string?)candidate!["target"] == "GPU")!["terms"]!.AsArray().First(term => (string?)term!["name"] == "value")!["value"]!;
    }
}
