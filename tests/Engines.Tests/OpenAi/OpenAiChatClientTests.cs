using System.Net;
using System.Net.Http.Headers;
using System.Text;
using FsCheck.Xunit;
using Microsoft.Extensions.AI;
using Orchestrator.Fakes;
using Orchestrator.Routing;

namespace Orchestrator.Engines.Tests;

public sealed class OpenAiChatClientTests
{
    private const string Sse = ": keep-alive\r\n\r\ndata: {\"id\":\"1\",\"model\":\"m\",\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}\r\n\r\n"
        + "event: message\ndata: {\"id\":\"1\",\"choices\":[{\"delta\":{\"content\":\"ü 世界 \\ud83d\\ude00\"},\"finish_reason\":\"\"}]}\n\n: still here\n"
        + "data: {\"id\":\"1\",\ndata: \"choices\":[{\"delta\":{\"content\":\"😀.\",\"tool_calls\":[{\"index\":0,\"id\":\"c\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}}]}\n\n"
        + "data:{\"id\":\"1\",\"choices\":[{\"delta\":{},\"finish_reason\":\"STOP\"}]}\n\ndata: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":5}}\n\ndata: [DONE]\n\n";

    private static readonly ChatMessage[] _hello = [new(ChatRole.User, "hello")];

    [Property(MaxTest = 200)]
    public bool However_the_bytes_arrive_the_answer_is_the_same(byte[] sizes) => Read(new ChunkedSource(Encoding.UTF8.GetBytes(Sse), sizes));

    [Fact]
    public void The_bytes_may_be_cut_anywhere()
    {
        byte[] all = Encoding.UTF8.GetBytes(Sse);
        for (int at = 1; at < all.Length; at++)
            Assert.True(Read(new CutSource(all, at)), $"cut at {at}");
    }

    [Fact]
    public async Task An_answer_in_one_piece_is_read_although_a_stream_was_asked_for()
    {
        await using var fake = await StartAsync();
        using var connection = Connection(fake);
        fake.Enqueue(FakeReply.Json(HttpStatusCode.OK, """{"id":"1","choices":[{"message":{"content":"whole"},"finish_reason":"end_turn"}],"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}"""));
        var response = await Client(connection).GetResponseAsync(_hello);
        Assert.Equal(("whole", ChatFinishReason.Stop, 3), (response.Text, response.FinishReason, response.Usage!.InputTokenCount));
    }

    [Fact]
    public async Task A_whole_response_holds_what_the_stream_brought()
    {
        await using var fake = await StartAsync();
        using var connection = Connection(fake);
        var response = await Client(connection).GetResponseAsync(_hello);
        Assert.Equal(("You said: hello", "chatcmpl-1", "gpt-fake", ChatFinishReason.Stop), (response.Text, response.ResponseId, response.ModelId, response.FinishReason));
        Assert.Equal((1, 3), (response.Usage!.InputTokenCount, response.Usage.OutputTokenCount));
        Assert.Single(response.Messages);
    }

    [Theory]
    [InlineData(10, 2)]
    [InlineData(5_000, 8)]
    public async Task Tokens_that_arrive_together_go_on_together_up_to_a_limit(int tokens, int updates)
    {
        const string Token = "data: {\"choices\":[{\"delta\":{\"content\":\"word \"}}]}\n\n";
        string all = string.Concat(Enumerable.Repeat(Token, tokens)) + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
        using var connection = new OpenAiConnection(new Uri("http://localhost/v1/"), null, Options([]), TimeProvider.System, new Answers(new MemoryStream(Encoding.UTF8.GetBytes(all))));
        var found = await Client(connection).GetStreamingResponseAsync(_hello).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(string.Concat(Enumerable.Repeat("word ", tokens)), string.Concat(found.Select(update => update.Text)));
        Assert.Equal(updates, found.Count);
    }

    [Fact]
    public async Task Leaving_an_answer_early_frees_the_server()
    {
        await using var fake = await StartAsync();
        using var connection = Connection(fake);
        fake.Enqueue(FakeReply.Sse("""{"choices":[{"delta":{"content":"partial"}}]}""").Then(FakeEnding.Stall));
        await foreach (var update in Client(connection).GetStreamingResponseAsync(_hello))
        {
            Assert.Equal("partial", update.Text);
            break;
        }

        await fake.Disconnected.WaitAsync(Make.Patience);
    }

    [Fact]
    public async Task Without_a_key_the_header_is_sent_all_the_same()
    {
        await using var fake = await StartAsync();
        using var connection = Connection(fake);
        await Client(connection).GetResponseAsync(_hello);
        var headers = fake.Last("/chat/completions").Headers;
        Assert.Equal(("Bearer none", "text/event-stream", "application/json", "orchestrator-engines/1"),
            (headers["Authorization"], headers["Accept"], headers["Content-Type"], headers["User-Agent"]));
    }

    [Fact]
    public async Task The_name_of_the_caller_may_be_another()
    {
        await using var fake = await StartAsync();
        using var connection = Connection(fake, new Dictionary<string, string> { ["headers.User-Agent"] = "mine" });
        await Client(connection).GetResponseAsync(_hello);
        Assert.Equal("mine", fake.Last("/chat/completions").Headers["User-Agent"]);
    }

    [Fact]
    public void Telemetry_learns_where_the_calls_go()
    {
        using var connection = new OpenAiConnection(new Uri("https://example.com/v1"), null, Options([]), TimeProvider.System);
        var metadata = Client(connection).GetService<ChatClientMetadata>()!;
        Assert.Equal(("openai", new Uri("https://example.com/v1/"), "gpt-fake"), (metadata.ProviderName, metadata.ProviderUri, metadata.DefaultModelId));
    }

    private static bool Read(Stream source)
    {
        using var connection = new OpenAiConnection(new Uri("http://localhost/v1/"), null, Options([]), TimeProvider.System, new Answers(source));
        var response = Client(connection).GetResponseAsync(_hello).GetAwaiter().GetResult();
        return response is { Text: "ü 世界 😀😀.", ResponseId: "1", ModelId: "m", Usage: { InputTokenCount: 3, OutputTokenCount: 5 } }
            && response.FinishReason == ChatFinishReason.Stop
            && response.Messages.Single().Contents.OfType<FunctionCallContent>().Single() is { CallId: "c", Name: "f" };
    }

    private static OpenAiChatClient Client(OpenAiConnection connection) => connection.Chat("gpt-fake", OpenAiPreset.OldField, 2);

    private static OpenAiConnection Connection(FakeOpenAi fake, Dictionary<string, string>? settings = null) =>
        new(fake.BaseAddress, null, Options(settings ?? []), TimeProvider.System);

    private static EngineOptions Options(Dictionary<string, string> settings) =>
        new() { Name = "cloud", Target = ComputeTarget.Cloud, Kind = "openai", ChatModel = "gpt-fake", Settings = settings };

    private static async Task<FakeOpenAi> StartAsync()
    {
        var fake = new FakeOpenAi();
        await fake.ListenAsync();
        return fake;
    }

    private sealed class Answers(Stream body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var content = new StreamContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("text/event-stream");
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content });
        }
    }

    private sealed class CutSource(byte[] all, int cut) : SourceStream
    {
        private int _at;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = Math.Min(buffer.Length, (_at < cut ? cut : all.Length) - _at);
            all.AsSpan(_at, count).CopyTo(buffer.Span);
            _at += count;
            return ValueTask.FromResult(count);
        }
    }
}
