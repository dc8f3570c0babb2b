using System.Text.Json.Nodes;

namespace Orchestrator.Silo.Tests;

/// <summary>The default shape: one process, no services, a real llama.cpp with the demo model.</summary>
public sealed class RealEngineTests(RealSilo fixture) : IClassFixture<RealSilo>
{
    private SiloProcess Silo => fixture.Silo;

    [Fact]
    public async Task A_task_is_answered_by_a_local_engine_and_the_decision_names_its_rule()
    {
        var task = await Silo.RunAsync(new { task_type = "CHAT", input_text = "Tell me about the weather in the mountain city." });

        Assert.Equal("COMPLETED", (string?)task["status"]);
        Assert.Contains((string?)task["routing_decision"]!["target"], new[] { "CPU", "QUANTIZED" });
        Assert.Contains("Rule '", (string?)task["routing_decision"]!["reasoning"], StringComparison.Ordinal);
        Assert.Contains("weather", (string?)task["result"], StringComparison.Ordinal);
        Assert.True((int)task["input_tokens"]! > 0 && (int)task["output_tokens"]! > 0);
        Assert.True((double)task["cloud_baseline_cost_usd"]! > 0);
        Assert.Null(task["simulated"]);
    }

    [Fact]
    public async Task The_answer_changes_with_the_prompt()
    {
        var happy = await Silo.RunAsync(new { task_type = "CHAT", input_text = "I love my dog, it is a great friend", target = "QUANTIZED" });
        var sad = await Silo.RunAsync(new { task_type = "CHAT", input_text = "The train was terrible and slow", target = "QUANTIZED" });

        Assert.NotEqual((string?)happy["result"], (string?)sad["result"]);
    }

    [Fact]
    public async Task Related_texts_have_closer_vectors_than_unrelated_ones()
    {
        var dog = await EmbedAsync("The cat sat with my dog in the house");
        var friends = await EmbedAsync("A dog and a cat are friends of the family");
        var invoice = await EmbedAsync("The invoice for the server contract is a cost");

        Assert.True(Vectors.Cosine(dog, friends) > Vectors.Cosine(dog, invoice) + 0.05, $"{Vectors.Cosine(dog, friends)} against {Vectors.Cosine(dog, invoice)}");
    }

    [Fact]
    public async Task Cancelling_an_endless_answer_frees_its_slot()
    {
        var id = await Silo.SubmitAsync(new { task_type = "CHAT", input_text = "Tell me an endless story", target = "QUANTIZED", max_output_tokens = 3000 });
        await Silo.UntilAsync($"/v1/tasks/{id}", task => (string?)task["status"] == "EXECUTING");

        using var cancelled = await Silo.Http.PostAsync($"/v1/tasks/{id}/cancel", null);
        Assert.Equal("CANCELLED", (string?)JsonNode.Parse(await cancelled.Content.ReadAsStringAsync())!["status"]);
        using var again = await Silo.Http.PostAsync($"/v1/tasks/{id}/cancel", null);
        Assert.Equal(System.Net.HttpStatusCode.Conflict, again.StatusCode);

        // One slot: the next task can only be answered when the cancelled one has left it.
        var next = await Silo.RunAsync(new { task_type = "CHAT", input_text = "Tell me about the river", target = "QUANTIZED" });
        Assert.Equal("COMPLETED", (string?)next["status"]);
    }

    private async Task<float[]> EmbedAsync(string text)
    {
        var task = await Silo.RunAsync(new { task_type = "EMBEDDING", input_text = text, target = "QUANTIZED" });
        return [.. task["embedding"]!.AsArray().Select(value => (float)value!)];
    }
}

/// <summary>One silo with real engines for all tests of a class.</summary>
public sealed class RealSilo : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    public SiloProcess Silo { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Silo = await SiloProcess.StartAsync(_folder);
        await Silo.UntilAsync("/v1/resources", resources => Engines(resources).Count(engine => (bool)engine["healthy"]!) >= 2);
    }

    public async ValueTask DisposeAsync()
    {
        await Silo.DisposeAsync();
        _folder.Dispose();
    }

    public static IEnumerable<JsonNode> Engines(JsonNode resources) =>
        resources["silos"]!.AsArray().SelectMany(silo => silo!["engines"]!.AsArray()).Select(engine => engine!);
}
