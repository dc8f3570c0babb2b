using System.Text.Json.Nodes;

namespace Orchestrator.LlamaHost.Tests;

public sealed class StreamTests(Hosts hosts)
{
    private static JsonObject Body(bool includeUsage) => HostClient.Chat("I love my dog", body =>
    {
        body["stream"] = true;
        if (includeUsage) body["stream_options"] = new JsonObject { ["include_usage"] = true };
    });

    [Fact]
    public async Task The_pieces_are_the_whole_answer()
    {
        var client = await hosts.GetAsync();
        var lines = await client.StreamAsync(Body(includeUsage: false));
        var chunks = lines.SkipLast(1).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal("[DONE]", lines[^1]);
        Assert.Equal("assistant", (string?)chunks[0]["choices"]![0]!["delta"]!["role"]);
        Assert.Equal("stop", (string?)chunks[^1]["choices"]![0]!["finish_reason"]);
        Assert.All(chunks, chunk => Assert.Equal("chat.completion.chunk", (string?)chunk["object"]));
        Assert.Single(chunks.Select(chunk => (string?)chunk["id"]).Distinct());
        Assert.Equal(await client.AskAsync("I love my dog"), string.Concat(chunks.Select(chunk => (string?)chunk["choices"]![0]!["delta"]!["content"])));
    }

    [Fact]
    public async Task Usage_comes_last_when_it_was_asked_for()
    {
        var lines = await (await hosts.GetAsync()).StreamAsync(Body(includeUsage: true));
        var last = JsonNode.Parse(lines[^2])!;
        Assert.Empty(last["choices"]!.AsArray());
        Assert.True((int)last["usage"]!["completion_tokens"]! > 20);
        Assert.True((double)last["timings"]!["predicted_per_second"]! > 0);
    }

    [Fact]
    public async Task Usage_is_left_out_otherwise()
    {
        var lines = await (await hosts.GetAsync()).StreamAsync(Body(includeUsage: false));
        Assert.All(lines.SkipLast(1), line => Assert.Null(JsonNode.Parse(line)!["usage"]));
    }

    [Fact]
    public async Task A_client_that_leaves_frees_its_slot()
    {
        var client = await hosts.GetAsync();
        var body = HostClient.Chat("An endless story", body => body["stream"] = true);
        using var request = new HttpRequestMessage(HttpMethod.Post, "chat/completions") { Content = new StringContent(body.ToJsonString()) };
        using (var response = await client.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken))
        {
            var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
            Assert.True(await stream.ReadAsync(new byte[100], TestContext.Current.CancellationToken) > 0);
        }

        await Eventually.TrueAsync(async () => await client.BusySlotsAsync() == 0);
    }

    [Fact]
    public async Task A_client_that_leaves_while_it_waits_for_a_whole_answer_frees_its_slot()
    {
        var client = await hosts.GetAsync(Engines.DemoQuantization.F16);
        using var leaving = new CancellationTokenSource();
        var body = HostClient.Chat("An endless story");
        var asking = client.Http.PostAsync("chat/completions", new StringContent(body.ToJsonString()), leaving.Token);
        await Eventually.TrueAsync(async () => asking.IsCompleted || await client.BusySlotsAsync() > 0);
        await leaving.CancelAsync();
        await Eventually.TrueAsync(async () => await client.BusySlotsAsync() == 0);
    }
}
