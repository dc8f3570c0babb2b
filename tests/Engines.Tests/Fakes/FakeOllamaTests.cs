using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Fakes;

namespace Orchestrator.Engines.Tests;

/// <summary>Keeps the fake honest: it has the traps of the original.</summary>
public sealed class FakeOllamaTests
{
    private static readonly HttpClient _http = new();

    [Fact]
    public async Task A_call_without_num_gpu_silently_uses_the_runner_on_the_cpu()
    {
        await using var fake = await FakeOllama.StartAsync();
        await Chat(fake, """{"num_gpu":0}""");
        await Chat(fake, "{}");
        Assert.Equal(1, fake.Scheduler.Loads);
        Assert.Equal(0, (await Running(fake))["size_vram"]!.GetValue<long>());
        await Chat(fake, """{"num_gpu":999}""");
        Assert.Equal(2, fake.Scheduler.Loads);
        Assert.Equal((await Running(fake))["size"]!.GetValue<long>(), (await Running(fake))["size_vram"]!.GetValue<long>());
    }

    [Theory]
    [InlineData("""{"num_ctx":1024}""")]
    [InlineData("""{"num_thread":3}""")]
    [InlineData("""{"num_batch":64}""")]
    public async Task Other_runner_options_load_the_model_anew(string options)
    {
        await using var fake = await FakeOllama.StartAsync();
        await Chat(fake, "{}");
        await Chat(fake, options);
        Assert.Equal(2, fake.Scheduler.Loads);
    }

    [Fact]
    public async Task A_model_expires_after_its_keep_alive()
    {
        var time = new FakeTimeProvider();
        await using var fake = await FakeOllama.StartAsync(new FakeOllamaOptions { Time = time });
        await Chat(fake, "{}", keepAlive: "10m");
        time.Advance(TimeSpan.FromMinutes(9));
        Assert.Single(fake.Scheduler.Running);
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Empty(fake.Scheduler.Running);
    }

    [Fact]
    public async Task The_least_recently_used_model_is_evicted()
    {
        await using var fake = await FakeOllama.StartAsync(new FakeOllamaOptions { MaxLoaded = 1 });
        await Chat(fake, "{}");
        await Chat(fake, "{}", model: "mistral:7b-instruct-q4_0");
        Assert.Equal("mistral:7b-instruct-q4_0", Assert.Single(fake.Scheduler.Running).Model.Name);
    }

    [Fact]
    public async Task Only_calls_that_wait_for_a_load_are_ever_turned_away()
    {
        var time = new FakeTimeProvider();
        await using var fake = await FakeOllama.StartAsync(new FakeOllamaOptions
        {
            Models = [new FakeModel("phi3:mini", LoadTime: TimeSpan.FromMinutes(1))],
            MaxQueue = 1,
            Time = time,
        });
        var first = Chat(fake, "{}", keepAlive: "-1");
        using var limit = new CancellationTokenSource(Make.Patience);
        while (fake.Scheduler.Pending == 0)
            await Task.Delay(1, limit.Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await Chat(fake, "{}").WaitAsync(Make.Patience));
        while (!first.IsCompleted)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        Assert.Equal(HttpStatusCode.OK, await first);
        Assert.Equal(HttpStatusCode.OK, await Chat(fake, "{}"));
    }

    [Fact]
    public async Task An_empty_call_loads_and_keep_alive_0_unloads()
    {
        await using var fake = await FakeOllama.StartAsync();
        Assert.Contains("\"done_reason\":\"load\"", await Text(fake, """{"model":"phi3:mini"}"""), StringComparison.Ordinal);
        Assert.Single(fake.Scheduler.Running);
        Assert.Contains("\"done_reason\":\"unload\"", await Text(fake, """{"model":"phi3:mini","keep_alive":0}"""), StringComparison.Ordinal);
        Assert.Empty(fake.Scheduler.Running);
    }

    [Fact]
    public async Task It_says_that_it_runs_and_which_version()
    {
        await using var fake = await FakeOllama.StartAsync();
        Assert.Equal("Ollama is running", await _http.GetStringAsync(fake.Address));
        using var head = await _http.SendAsync(new HttpRequestMessage(HttpMethod.Head, fake.Address));
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.NotNull((await _http.GetFromJsonAsync<JsonObject>(new Uri(fake.Address, "api/version")))!["version"]);
    }

    private static async Task<HttpStatusCode> Chat(FakeOllama fake, string options, string model = "phi3:mini", string keepAlive = "5m")
    {
        using var body = Body($$"""{"model":"{{model}}","messages":[{"role":"user","content":"hi"}],"keep_alive":"{{keepAlive}}","options":{{options}}}""");
        using var response = await _http.PostAsync(new Uri(fake.Address, "api/chat"), body);
        return response.StatusCode;
    }

    private static async Task<string> Text(FakeOllama fake, string request)
    {
        using var body = Body(request);
        using var response = await _http.PostAsync(new Uri(fake.Address, "api/chat"), body);
        return await response.Content.ReadAsStringAsync();
    }

    private static async Task<JsonNode> Running(FakeOllama fake) => (await _http.GetFromJsonAsync<JsonObject>(new Uri(fake.Address, "api/ps")))!["models"]![0]!;

    private static StringContent Body(string json) => new(json, System.Text.Encoding.UTF8, "application/json");
}
