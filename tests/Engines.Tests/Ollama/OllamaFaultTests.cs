using System.Net;
using Orchestrator.Fakes;
using Orchestrator.Routing;

namespace Orchestrator.Engines.Tests;

public sealed class OllamaFaultTests
{
    private const string Token = """{"model":"phi3:mini","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"partial"},"done":false}""";

    [Theory]
    [InlineData(404, """{"error":"model 'phi3:mini' not found"}""", EngineFault.ModelMissing)]
    [InlineData(404, """{"error":"model \"phi3:mini\" not found, try pulling it first"}""", EngineFault.ModelMissing)]
    [InlineData(400, """{"error":"missing request body"}""", EngineFault.BadRequest)]
    [InlineData(400, """{"error":"\"phi3:mini\" does not support tools"}""", EngineFault.Unsupported)]
    [InlineData(400, """{"error":"the prompt is longer than the context length of the model"}""", EngineFault.TooLong)]
    [InlineData(503, """{"error":"server busy, please try again.  maximum pending requests exceeded"}""", EngineFault.Busy)]
    [InlineData(500, """{"error":"llama-server reported out-of-memory during startup: cudaMalloc failed"}""", EngineFault.OutOfMemory)]
    [InlineData(500, """{"error":"model requires more system memory (5.9 GiB) than is available (3.1 GiB)"}""", EngineFault.OutOfMemory)]
    [InlineData(500, """{"error":"model runner has unexpectedly stopped, this may be due to resource limitations or an internal error"}""", EngineFault.Broken)]
    [InlineData(500, """{"error":"timed out waiting for llama-server to start"}""", EngineFault.Broken)]
    [InlineData(499, """{"error":"request canceled"}""", EngineFault.Broken)]
    public async Task An_error_body_becomes_its_fault_with_the_servers_words(int status, string body, EngineFault fault)
    {
        await using var fake = await FakeOllama.StartAsync();
        await using var engine = Make.Engine(Make.Ollama(fake));
        fake.Enqueue(FakeReply.Json((HttpStatusCode)status, body));
        var exception = await Make.Fails(engine, fault);
        Assert.Equal(System.Text.Json.JsonDocument.Parse(body).RootElement.GetProperty("error").GetString(), exception.Message);
    }

    [Fact]
    public async Task An_error_line_in_the_middle_of_a_stream_is_a_fault()
    {
        await using var fake = await FakeOllama.StartAsync();
        await using var engine = Make.Engine(Make.Ollama(fake));
        fake.Enqueue(FakeReply.Ndjson(Token, """{"error":"an error was encountered while running the model: CUDA error"}"""));
        var exception = await Make.Fails(engine, EngineFault.Broken);
        Assert.Contains("CUDA error", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_ends_silently_is_a_fault()
    {
        await using var fake = await FakeOllama.StartAsync();
        await using var engine = Make.Engine(Make.Ollama(fake));
        fake.Enqueue(FakeReply.Ndjson(Token));
        await Make.Fails(engine, EngineFault.Broken);
    }

    [Fact]
    public async Task A_connection_torn_down_in_the_middle_is_a_fault()
    {
        await using var fake = await FakeOllama.StartAsync();
        await using var engine = Make.Engine(Make.Ollama(fake));
        fake.Enqueue(FakeReply.Ndjson(Token).Then(FakeEnding.Reset));
        await Make.Fails(engine, EngineFault.Broken);
    }

    [Fact]
    public async Task Silence_in_the_middle_of_a_stream_times_out_and_frees_the_server()
    {
        await using var fake = await FakeOllama.StartAsync();
        await using var engine = Make.Engine(Make.Ollama(fake) with { IdleTimeout = TimeSpan.FromMilliseconds(200) });
        fake.Enqueue(FakeReply.Ndjson(Token).Then(FakeEnding.Stall));
        await Make.Fails(engine, EngineFault.TimedOut);
        await fake.Disconnected.WaitAsync(Make.Patience);
    }

    [Fact]
    public async Task Silence_before_the_headers_times_out()
    {
        await using var fake = await FakeOllama.StartAsync();
        await using var engine = Make.Engine(Make.Ollama(fake) with { IdleTimeout = TimeSpan.FromMilliseconds(200) });
        fake.Enqueue(FakeReply.Silence());
        await Make.Fails(engine, EngineFault.TimedOut);
    }

    [Fact]
    public async Task The_total_limit_ends_an_answer_that_never_ends()
    {
        await using var fake = await FakeOllama.StartAsync();
        await using var engine = Make.Engine(Make.Ollama(fake) with { TotalTimeout = TimeSpan.FromMilliseconds(300) });
        var exception = await Make.Fails(engine, EngineFault.TimedOut, "endless");
        Assert.Contains("0.3 s", exception.Message, StringComparison.Ordinal);
        await fake.Disconnected.WaitAsync(Make.Patience);
    }

    [Fact]
    public async Task A_refused_connection_is_unreachable()
    {
        var fake = await FakeOllama.StartAsync();
        var options = Make.Ollama(fake);
        await fake.DisposeAsync();
        await using var engine = Make.Engine(options);
        await Make.Fails(engine, EngineFault.Unreachable);
    }

    [Fact]
    public async Task A_cancel_reaches_a_server_that_is_silent()
    {
        await using var fake = await FakeOllama.StartAsync();
        await using var engine = Make.Engine(Make.Ollama(fake));
        fake.Enqueue(FakeReply.Ndjson(Token).Then(FakeEnding.Stall));
        using var caller = new CancellationTokenSource();
        var asking = Make.Ask(engine, "hello", caller.Token);
        await fake.Stalling.WaitAsync(Make.Patience);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking).WaitAsync(Make.Patience);
        await fake.Disconnected.WaitAsync(Make.Patience);
    }

    [Fact]
    public async Task A_cancel_stops_a_server_that_generates()
    {
        await using var fake = await FakeOllama.StartAsync();
        await using var engine = Make.Engine(Make.Ollama(fake));
        using var caller = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in engine.GenerateAsync(Make.Request(engine, "endless"), caller.Token))
                await caller.CancelAsync();
        });
        await fake.Disconnected.WaitAsync(Make.Patience);
    }

    [Fact]
    public async Task A_consumer_that_walks_away_stops_the_server()
    {
        await using var fake = await FakeOllama.StartAsync();
        await using var engine = Make.Engine(Make.Ollama(fake));
        await foreach (var _ in engine.GenerateAsync(Make.Request(engine, "endless"), default))
            break;
        await fake.Disconnected.WaitAsync(Make.Patience);
    }

    [Fact]
    public async Task A_missing_embedding_model_is_a_fault_too()
    {
        await using var fake = await FakeOllama.StartAsync();
        await using var engine = Make.Engine(Make.Ollama(fake));
        var exception = await Assert.ThrowsAsync<EngineException>(() => engine.EmbedAsync(new EngineEmbeddingRequest(Guid.NewGuid(), "absent", "text"), default));
        Assert.Equal(EngineFault.ModelMissing, exception.Fault);
    }
}
