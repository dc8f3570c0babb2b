using Orchestrator.Fakes;

namespace Orchestrator.Silo.Tests;

/// <summary>A document of fifty pieces through a silo that is killed in the middle of it.</summary>
public sealed class LongDocumentTests
{
    private const int Pieces = 50;

    [Fact]
    public async Task After_a_kill_the_finished_pieces_are_not_run_again()
    {
        using var folder = new TemporaryFolder();
        await using var engine = new FakeOpenAi { TokenTime = TimeSpan.FromMilliseconds(1) };
        await engine.ListenAsync();
        SiloProcess.CopyPolicies(folder.File("policies"));
        await File.WriteAllTextAsync(folder.File("policies/engines.yaml"),
            $"""
            engines:
              - name: counted
                target: CPU
                kind: openai
                endpoint: {engine.BaseAddress}
                chat_model: gpt-fake
            """);
        await using var silo = await SiloProcess.StartAsync(folder, ("--capabilities", "cpu"), ("--summary-chunk-tokens", "200"), ("--cpu-overload-percent", "100"));

        var id = await silo.SubmitAsync(new { task_type = "BATCH_SUMMARIZATION", is_batch = true, input_text = Document() });
        var before = await silo.UntilAsync($"/v1/tasks/{id}", task => (int?)task["progress"]?["chunks_done"] >= Pieces / 2, withinSeconds: 120);
        await silo.KillAsync();
        Assert.InRange((int)before["progress"]!["chunks_done"]!, Pieces / 2, Pieces - 1);
        var asked = Asked(engine);
        await silo.RestartAsync();
        var task = await silo.FinishedAsync(id);

        Assert.Equal(("COMPLETED", Pieces, Pieces), ((string?)task["status"], (int)task["progress"]!["chunks_done"]!, (int)task["progress"]!["chunks_total"]!));
        var again = Asked(engine).GroupBy(prompt => prompt).Where(prompt => prompt.Count() > 1).ToArray();
        Assert.True(again.Length <= 1, $"{again.Length} pieces were run twice");
        Assert.All(again, prompt => Assert.Equal((asked[^1], 2), (prompt.Key, prompt.Count())));
        for (var piece = 0; piece < Pieces; piece++)
            Assert.Contains(Asked(engine), prompt => prompt.Contains($"Report {piece:00} ", StringComparison.Ordinal));
    }

    /// <summary>What the engine was asked, oldest first, its pieces of the document only.</summary>
    private static string[] Asked(FakeOpenAi engine) =>
        [.. engine.Requests.Where(request => request.Body is not null).Select(request => (string?)request.Body!["messages"]!.AsArray()[^1]!["content"] ?? "").Where(text => text.StartsWith("Report", StringComparison.Ordinal))];

    /// <summary>Fifty sentences, each nearly as long as a piece may be.</summary>
    private static string Document() => string.Concat(Enumerable.Range(0, Pieces).Select(piece => $"Report {piece:00} {string.Join(' ', Enumerable.Repeat("river", 150))}. "));
}
