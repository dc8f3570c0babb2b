using System.Text;

namespace Orchestrator.Gateway.Tests;

public sealed class BodyLimitTests
{
    private const int Limit = 4096;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_past_the_limit_is_413_with_and_without_its_length(bool chunked)
    {
        await using GatewayHost host = await GatewayHost.StartAsync(options => options.MaxBodyBytes = Limit);

        JsonObject problem = await Send(host, "/v1/tasks", Limit + 1, chunked).ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "PAYLOAD_TOO_LARGE");

        Assert.Contains($"{Limit}", (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_at_the_limit_is_read(bool chunked)
    {
        await using GatewayHost host = await GatewayHost.StartAsync(options => options.MaxBodyBytes = Limit);

        HttpResponseMessage response = await Send(host, "/v1/tasks", Limit, chunked);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Theory]
    [InlineData("/v1/tasks")]
    [InlineData("/v1/routing/explain")]
    [InlineData("/v1/routing/policy")]
    public async Task The_default_limit_is_1_MiB(string path)
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        await Send(host, path, (1 << 20) + 1, chunked: true).ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "PAYLOAD_TOO_LARGE");
    }

    [Fact]
    public async Task A_batch_may_have_16_MiB()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        var text = new string('x', 16_000);
        var batch = $$"""{ "tasks": [{{string.Join(',', Enumerable.Repeat($$"""{ "task_type": "CHAT", "input_text": "{{text}}" }""", 1000))}}] }""";

        HttpResponseMessage taken = await host.Post("/v1/tasks/batch", batch);

        Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
        await Send(host, "/v1/tasks/batch", (16 << 20) + 1, chunked: true).ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "PAYLOAD_TOO_LARGE");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Another_content_type_is_415(string mediaType)
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        await host.Post("/v1/tasks", "{}", mediaType).ProblemAsync(HttpStatusCode.UnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE");
    }

    private static async Task<HttpResponseMessage> Send(GatewayHost host, string path, int bytes, bool chunked)
    {
        const string Start = """{ "task_type": "CHAT", "input_text": "Hello" """;
        using var content = new StringContent(Start + new string(' ', bytes - Start.Length - 1) + "}", Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.TransferEncodingChunked = chunked;
        return await host.Client.SendAsync(request);
    }
}
