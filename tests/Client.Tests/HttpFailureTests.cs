using System.Net;
using System.Text;

namespace Orchestrator.Client.Tests;

/// <summary>What answers of the API, and of what may stand before it, become.</summary>
public sealed class HttpFailureTests
{
    [Theory]
    [InlineData(429, """{"error":{"message":"More than 100 requests in a minute.","type":"rate_limit_error","code":"rate_limit_exceeded"}}""", typeof(RateLimitedException))]
    [InlineData(503, """{"error":{"message":"Too many unfinished tasks.","type":"server_error","code":"overloaded"}}""", typeof(OverloadedException))]
    [InlineData(503, """{"error":{"message":"The cluster does not answer.","type":"server_error","code":"unavailable"}}""", typeof(OrchestratorUnavailableException))]
    [InlineData(503, """{"error":{"message":"No GPU.","type":"server_error","code":"no_target_available"}}""", typeof(NoTargetAvailableException))]
    [InlineData(502, """{"error":{"message":"CPU failed.","type":"server_error","code":"all_targets_failed"}}""", typeof(AllTargetsFailedException))]
    [InlineData(504, """{"error":{"message":"Too slow.","type":"server_error","code":"timeout"}}""", typeof(TaskTimeoutException))]
    [InlineData(400, """{"error":{"message":"Cancelled.","type":"invalid_request_error","code":"cancelled"}}""", typeof(TaskCancelledException))]
    [InlineData(400, """{"error":{"message":"n must be 1","type":"invalid_request_error","code":"validation_failed"}}""", typeof(InvalidTaskException))]
    [InlineData(404, """{"error":{"message":"No engine has it.","type":"invalid_request_error","code":"model_not_found"}}""", typeof(InvalidTaskException))]
    [InlineData(401, """{"status":401,"code":"UNAUTHORIZED","detail":"Who are you?"}""", typeof(UnauthorizedException))]
    [InlineData(503, "<html>nothing behind this proxy</html>", typeof(OrchestratorUnavailableException))]
    [InlineData(500, "", typeof(OrchestratorException))]
    public async Task Every_failure_has_a_type(int status, string body, Type expected)
    {
        using var connection = Connection(_ => new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body) });

        var failure = await Assert.ThrowsAsync(expected, () => AskAsync(connection));

        Assert.NotEmpty(failure.Message);
        Assert.DoesNotContain("<html>", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_time_to_wait_is_the_servers()
    {
        using var connection = Connection(_ => new HttpResponseMessage(HttpStatusCode.TooManyRequests) { Headers = { { "Retry-After", "17" } }, Content = new StringContent("{}") });

        Assert.Equal(TimeSpan.FromSeconds(17), (await Assert.ThrowsAsync<RateLimitedException>(() => AskAsync(connection))).RetryAfter);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unavailable()
    {
        using var connection = OrchestratorConnection.OverHttp(new Uri($"http://127.0.0.1:{FreePort.Next()}"), "key");

        await Assert.ThrowsAsync<OrchestratorUnavailableException>(() => AskAsync(connection));
    }

    [Theory]
    [InlineData("""data: {"choices":[{"index":0,"delta":{"content":"Half"},"finish_reason":null}]}""")]
    [InlineData("""data: {"choices":[{"index":0,"delta":{"content":"Half"},"finish_reason":null}]}|data: {"error":{"message":"broke off","code":"stream_broken"}}""")]
    [InlineData("""data: {"choices":[{"index":0,"delta":{"content":"Half"},"finish_reason":"stop"}]}|data: {"choi""")]
    public async Task A_stream_that_ends_in_any_other_way_than_well_is_an_answer_broken_off(string events)
    {
        using var connection = Connection(_ => new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StringContent(events.Replace("|", "\n\n", StringComparison.Ordinal) + "\n\n", Encoding.UTF8, "text/event-stream"),
        });
        var heard = "";

        await Assert.ThrowsAsync<AnswerBrokenOffException>(async () =>
        {
            await foreach (var update in new OrchestratorChatClient(connection).GetStreamingResponseAsync("Hi", cancellationToken: TestContext.Current.CancellationToken))
                heard += update.Text;
        });

        Assert.Equal("Half", heard);
    }

    [Fact]
    public async Task A_path_before_the_api_is_kept()
    {
        Uri? asked = null;
        using var connection = Connection(
            request =>
            {
                asked = request.RequestUri;
                return new HttpResponseMessage(HttpStatusCode.InternalServerError);
            },
            "http://proxy.test/orchestrator");

        await Assert.ThrowsAsync<OrchestratorException>(() => AskAsync(connection));

        Assert.Equal(new Uri("http://proxy.test/orchestrator/v1/chat/completions"), asked);
    }

    private static Task<ChatResponse> AskAsync(OrchestratorConnection connection) =>
        new OrchestratorChatClient(connection).GetResponseAsync("Hi", cancellationToken: TestContext.Current.CancellationToken);

    private static OrchestratorConnection Connection(Func<HttpRequestMessage, HttpResponseMessage> answer, string address = "http://server.test") =>
        OrchestratorConnection.OverHttp(new Uri(address), "key", handler: new Scripted(answer));

    private sealed class Scripted(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answer(request));
    }
}
