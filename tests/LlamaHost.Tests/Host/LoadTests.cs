using Orchestrator.Engines;

namespace Orchestrator.LlamaHost.Tests;

public sealed class LoadTests(Hosts hosts) : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task More_requests_than_slots_are_all_served()
    {
        var client = await hosts.GetAsync();
        string[] words = ["dog", "cat", "tree", "river", "bread", "doctor", "train", "invoice"];
        var replies = await Task.WhenAll(words.Select(word => client.AskAsync($"my {word}")));
        Assert.All(words.Zip(replies), pair => Assert.Contains($"about {pair.First},", pair.Second, StringComparison.Ordinal));
        await Eventually.TrueAsync(async () => await client.BusySlotsAsync() == 0);
    }

    /// <summary>On a model with enough ballast that its prompt takes long.</summary>
    [Fact]
    public async Task A_client_that_leaves_during_a_long_prompt_leaves_a_slot_that_works()
    {
        Native.Require();
        var path = _folder.File("heavy.gguf");
        await using (var file = File.Create(path)) DemoModel.Write(file, DemoQuantization.Q4_0, ballastLayers: 4, ballastWidth: 1024);
        await using var server = Hosts.Create(_folder.Path, change: options => options with { ModelPath = path, Slots = 1, ContextTokens = 16_384 });
        await server.StartAsync(Token);
        await server.WaitUntilReadyAsync(Token);
        var client = HostClient.For(server.Status);
        using var leaving = new CancellationTokenSource();
        var body = HostClient.Chat(new string('x', 15_000), body => body["max_tokens"] = 1);
        var asking = client.Http.PostAsync("chat/completions", new StringContent(body.ToJsonString()), leaving.Token);
        await Eventually.TrueAsync(async () => await client.BusySlotsAsync() == 1);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await Eventually.TrueAsync(async () => await client.BusySlotsAsync() == 0);
        Assert.Contains("about dog,", await client.AskAsync("my dog"), StringComparison.Ordinal);
    }
}
