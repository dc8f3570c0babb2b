using System.Net;
using Orchestrator.Fakes;
using Orchestrator.Routing;

namespace Orchestrator.Engines.Tests;

public sealed class OpenAiFaultTests
{
    private const string Secret = "sk-test-0123456789";

    [Theory]
    [InlineData(401, """{"error":{"message":"Incorrect API key provided","type":"invalid_request_error","code":"invalid_api_key"}}""", EngineFault.Unauthorized)]
    [InlineData(403, """{"error":{"message":"not permitted"}}""", EngineFault.Unauthorized)]
    [InlineData(400, """[{"error":{"code":400,"message":"API key not valid.","status":"INVALID_ARGUMENT"}}]""", EngineFault.Unauthorized)]
    [InlineData(402, """{"error":{"message":"Insufficient credits","code":402}}""", EngineFault.QuotaExhausted)]
    [InlineData(404, """{"error":{"message":"The model does not exist","code":"model_not_found"}}""", EngineFault.ModelMissing)]
    [InlineData(400, """{"error":{"message":"too many tokens","type":"exceed_context_size_error"}}""", EngineFault.TooLong)]
    [InlineData(400, """{"error":{"message":"This model's maximum context length is 8192 tokens","code":"context_length_exceeded"}}""", EngineFault.TooLong)]
    [InlineData(413, """{"error":{"message":"request too large"}}""", EngineFault.TooLong)]
    [InlineData(400, """{"error":{"message":"flagged","code":"content_policy_violation"}}""", EngineFault.Refused)]
    [InlineData(400, """{"error":{"message":"Unknown parameter: 'prority'"}}""", EngineFault.BadRequest)]
    [InlineData(422, """{"error":{"message":"bad value"}}""", EngineFault.BadRequest)]
    [InlineData(429, """{"error":{"message":"slow down","type":"requests","code":"rate_limit_exceeded"}}""", EngineFault.RateLimited)]
    [InlineData(429, """{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":"insufficient_quota"}}""", EngineFault.QuotaExhausted)]
    [InlineData(500, """{"error":{"message":"internal","type":"server_error"}}""", EngineFault.Broken)]
    [InlineData(503, """{"error":{"message":"Loading model","type":"unavailable_error","code":503}}""", EngineFault.Busy)]
    [InlineData(504, """{"error":{"message":"upstream timed out"}}""", EngineFault.TimedOut)]
    [InlineData(529, """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", EngineFault.Busy)]
    public async Task An_error_body_becomes_its_fault_after_a_single_request(int status, string body, EngineFault fault)
    {
        await using var fake = await StartAsync();
        await using var engine = Make.Engine(Make.OpenAi(fake));
        fake.Enqueue(FakeReply.Json((HttpStatusCode)status, body));
        var exception = await Make.Fails(engine, fault);
        Assert.Contains(exception.Message, body, StringComparison.Ordinal);
        Assert.Single(fake.Requests);
    }

    [Fact]
    public async Task A_page_instead_of_json_is_not_repeated_to_the_caller()
    {
        await using var fake = await StartAsync();
        await using var engine = Make.Engine(Make.OpenAi(fake));
        fake.Enqueue(FakeReply.Html(HttpStatusCode.BadGateway, "<html><body>nginx</body></html>"));
        Assert.Equal("HTTP 502 without an explanation", (await Make.Fails(engine, EngineFault.Broken)).Message);
    }

    [Fact]
    public async Task Geminis_wait_is_read_from_the_body()
    {
        await using var fake = await StartAsync();
        await using var engine = Make.Engine(Make.OpenAi(fake));
        fake.Enqueue(FakeGemini.RateLimited(45.837906927));
        var exception = await Make.Fails(engine, EngineFault.RateLimited);
        Assert.Equal(45.837906927, exception.RetryAfter!.Value.TotalSeconds, 3);
        Assert.Single(fake.Requests);
    }

    [Fact]
    public async Task A_retry_after_header_is_read_too()
    {
        await using var fake = await StartAsync();
        await using var engine = Make.Engine(Make.OpenAi(fake));
        fake.Enqueue(FakeReply.Json(HttpStatusCode.TooManyRequests, """{"error":{"message":"slow down"}}""") with { Headers = new Dictionary<string, string> { ["Retry-After"] = "7" } });
        Assert.Equal(TimeSpan.FromSeconds(7), (await Make.Fails(engine, EngineFault.RateLimited)).RetryAfter);
    }

    [Fact]
    public async Task A_quota_per_day_is_exhausted_and_not_merely_limited()
    {
        await using var fake = await StartAsync();
        await using var engine = Make.Engine(Make.OpenAi(fake));
        fake.Enqueue(FakeGemini.DailyQuota());
        await Make.Fails(engine, EngineFault.QuotaExhausted);
    }

    [Fact]
    public async Task Geminis_own_errors_have_their_faults()
    {
        await using var fake = await StartAsync();
        await using var engine = Make.Engine(Make.OpenAi(fake));
        fake.Enqueue(FakeGemini.Overloaded());
        await Make.Fails(engine, EngineFault.Busy);
        fake.Enqueue(FakeGemini.TooLong());
        await Make.Fails(engine, EngineFault.TooLong);
    }

    [Theory]
    [InlineData("SAFETY", EngineFault.Refused)]
    [InlineData("RECITATION", EngineFault.Refused)]
    [InlineData("content_filter", EngineFault.Refused)]
    [InlineData("error", EngineFault.Broken)]
    [InlineData("MALFORMED_FUNCTION_CALL", EngineFault.Broken)]
    public async Task A_finish_reason_that_is_no_finish_is_a_fault(string reason, EngineFault fault)
    {
        await using var fake = await StartAsync();
        await using var engine = Make.Engine(Make.OpenAi(fake));
        fake.Enqueue(FakeReply.Sse(Chunk("partial", null), Chunk("", reason), "[DONE]"));
        await Make.Fails(engine, fault);
    }

    [Theory]
    [InlineData("STOP", "stop")]
    [InlineData("end_turn", "stop")]
    [InlineData("MAX_TOKENS", "length")]
    public async Task A_finish_reason_in_a_dialect_is_understood(string reason, string standard)
    {
        await using var fake = await StartAsync();
        await using var engine = Make.Engine(Make.OpenAi(fake));
        fake.Enqueue(FakeReply.Sse(Chunk("whole", null), Chunk("", reason), "[DONE]"));
        var (text, end) = await Make.Ask(engine, "hello");
        Assert.Equal(("whole", standard), (text, end.FinishReason));
    }

    [Fact]
    public async Task An_empty_finish_reason_means_that_it_goes_on()
    {
        await using var fake = await StartAsync();
        await using var engine = Make.Engine(Make.OpenAi(fake));
        fake.Enqueue(FakeReply.Sse(Chunk("one", ""), Chunk(" two", ""), Chunk("", "stop"), "[DONE]"));
        Assert.Equal("one two", (await Make.Ask(engine, "hello")).Text);
    }

    [Fact]
    public async Task Nothing_but_empty_choices_is_a_refusal()
    {
        await using var fake = await StartAsync();
        await using var engine = Make.Engine(Make.OpenAi(fake));
        fake.Enqueue(FakeReply.Sse("""{"id":"1","object":"chat.completion.chunk","created":1,"model":"gpt-fake","choices":[]}""", "[DONE]"));
        await Make.Fails(engine, EngineFault.Refused);
    }

    [Fact]
    public async Task An_error_event_in_the_middle_of_a_stream_is_a_fault()
    {
        await using var fake = await StartAsync();
        await using var engine = Make.Engine(Make.OpenAi(fake));
        fake.Enqueue(FakeReply.Sse(Chunk("partial", null), """{"error":{"code":502,"message":"Provider disconnected"}}"""));
        Assert.Equal("Provider disconnected", (await Make.Fails(engine, EngineFault.Broken)).Message);
    }

    [Fact]
    public async Task An_overload_in_the_middle_of_a_stream_is_busy()
    {
        await using var fake = await StartAsync();
        await using var engine = Make.Engine(Make.OpenAi(fake));
        fake.Enqueue(FakeReply.Sse(Chunk("partial", null), """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"""));
        await Make.Fails(engine, EngineFault.Busy);
    }

    [Fact]
    public async Task A_text_that_speaks_of_errors_is_no_error()
    {
        await using var fake = await StartAsync();
        await using var engine = Make.Engine(Make.OpenAi(fake));
        fake.Enqueue(FakeReply.Sse(Chunk("""{\"error\": \"finish_reason\"}""", null), Chunk("error", null), Chunk("", "stop"), "[DONE]"));
        Assert.Equal("""{"error": "finish_reason"}error""", (await Make.Ask(engine, "hello")).Text);
    }

    [Theory]
    [InlineData(FakeEnding.Normal)]
    [InlineData(FakeEnding.Reset)]
    public async Task A_stream_that_ends_without_a_finish_is_a_fault(FakeEnding ending)
    {
        await using var fake = await StartAsync();
        await using var engine = Make.Engine(Make.OpenAi(fake));
        fake.Enqueue(FakeReply.Sse(Chunk("partial", null)).Then(ending));
        await Make.Fails(engine, EngineFault.Broken);
    }

    [Fact]
    public async Task Done_without_a_finish_reason_is_a_fault()
    {
        await using var fake = await StartAsync();
        await using var engine = Make.Engine(Make.OpenAi(fake));
        fake.Enqueue(FakeReply.Sse(Chunk("partial", null), "[DONE]"));
        await Make.Fails(engine, EngineFault.Broken);
    }

    [Fact]
    public async Task Silence_times_out_and_frees_the_server()
    {
        await using var fake = await StartAsync();
        await using var engine = Make.Engine(Make.OpenAi(fake) with { IdleTimeout = TimeSpan.FromMilliseconds(200) });
        fake.Enqueue(FakeReply.Sse(Chunk("partial", null)).Then(FakeEnding.Stall));
        await Make.Fails(engine, EngineFault.TimedOut);
        await fake.Disconnected.WaitAsync(Make.Patience);
    }

    [Fact]
    public async Task A_cancel_reaches_a_server_that_is_silent()
    {
        await using var fake = await StartAsync();
        await using var engine = Make.Engine(Make.OpenAi(fake));
        fake.Enqueue(FakeReply.Sse(Chunk("partial", null)).Then(FakeEnding.Stall));
        using var caller = new CancellationTokenSource();
        var asking = Make.Ask(engine, "hello", caller.Token);
        await fake.Stalling.WaitAsync(Make.Patience);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking).WaitAsync(Make.Patience);
        await fake.Disconnected.WaitAsync(Make.Patience);
    }

    [Fact]
    public async Task A_refused_connection_is_unreachable()
    {
        var fake = await StartAsync();
        var options = Make.OpenAi(fake);
        await fake.DisposeAsync();
        await using var engine = Make.Engine(options);
        await Make.Fails(engine, EngineFault.Unreachable);
    }

    [Fact]
    public async Task A_key_never_stands_in_a_message()
    {
        await using var fake = await StartAsync();
        await using var engine = Make.Engine(Make.OpenAi(fake) with { KeyVariable = "TEST_KEY" }, Secret);
        fake.Enqueue(FakeReply.Json(HttpStatusCode.Unauthorized, $$$"""{"error":{"message":"Incorrect key {{{Secret}}} or sk-other-987654321 or Bearer abcdefgh"}}"""));
        var exception = await Make.Fails(engine, EngineFault.Unauthorized);
        Assert.Equal("Incorrect key [key] or [key] or Bearer [key]", exception.Message);
    }

    [Fact]
    public async Task An_error_inside_a_200_to_an_embedding_is_a_fault()
    {
        await using var fake = await StartAsync();
        await using var engine = Make.Engine(Make.OpenAi(fake));
        fake.Enqueue(FakeReply.Json(HttpStatusCode.OK, """{"error":{"code":429,"message":"slow down"}}"""));
        var exception = await Assert.ThrowsAsync<EngineException>(() => engine.EmbedAsync(new EngineEmbeddingRequest(Guid.NewGuid(), "embedding-fake", "text"), default));
        Assert.Equal(EngineFault.RateLimited, exception.Fault);
    }

    private static string Chunk(string escapedText, string? reason) =>
        "{\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-fake\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + escapedText
        + "\"},\"finish_reason\":" + (reason is null ? "null" : $"\"{reason}\"") + "}]}";

    private static async Task<FakeOpenAi> StartAsync()
    {
        var fake = new FakeOpenAi();
        await fake.ListenAsync();
        return fake;
    }
}
