using System.Text;

namespace Orchestrator.Gateway.Tests;

public sealed class IdempotencyTests
{
    private const string Body = """{ "task_type": "CHAT", "input_text": "Hello" }""";

    [Fact]
    public async Task The_same_key_and_body_return_the_first_task()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        HttpResponseMessage first = await Send(host, "key 1", Body);
        HttpResponseMessage second = await Send(host, "key 1", Body);

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        Assert.Equal((string?)(await first.JsonAsync())["task_id"], (string?)(await second.JsonAsync())["task_id"]);
        Assert.Single(host.Cluster.Tasks);
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_a_conflict()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        await Send(host, "k", Body);

        await Send(host, "k", Body.Replace("Hello", "Goodbye", StringComparison.Ordinal)).ProblemAsync(HttpStatusCode.Conflict, "IDEMPOTENCY_CONFLICT");
    }

    [Fact]
    public async Task A_claim_without_its_task_heals_when_the_request_is_repeated()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        host.Cluster.Refuse = _ => throw new InvalidOperationException("crash between the claim and the task");
        await Send(host, "k", Body).ProblemAsync(HttpStatusCode.InternalServerError, "INTERNAL");
        host.Cluster.Refuse = _ => null;

        HttpResponseMessage repeated = await Send(host, "k", Body);

        Assert.Equal(HttpStatusCode.Accepted, repeated.StatusCode);
        Assert.Single(host.Cluster.Tasks);
    }

    [Fact]
    public async Task Keys_of_two_accounts_are_two_keys()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        await Send(host, "k", Body);

        HttpResponseMessage other = await Send(host, "k", Body, ApiKey.Default);

        Assert.Equal(HttpStatusCode.Accepted, other.StatusCode);
        Assert.Contains("dev|k", host.Cluster.IdempotencyKeys);
        Assert.DoesNotContain(host.Cluster.IdempotencyKeys, name => name.Contains(GatewayHost.Key, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(128, HttpStatusCode.Accepted)]
    [InlineData(129, HttpStatusCode.BadRequest)]
    public async Task A_key_has_up_to_128_characters(int length, HttpStatusCode expected)
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        HttpResponseMessage response = await Send(host, new string('k', length), Body);

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("schlüssel")]
    [InlineData("")]
    [InlineData("tab\there")]
    public async Task A_key_is_printable_ascii(string key)
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        JsonObject problem = await Send(host, key, Body).ProblemAsync(HttpStatusCode.BadRequest, "VALIDATION_FAILED");

        Assert.Equal(["Idempotency-Key"], problem.WrongFields());
    }

    private static async Task<HttpResponseMessage> Send(GatewayHost host, string key, string body, string apiKey = GatewayHost.Key)
    {
        using var handler = new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 };
        using var client = new HttpClient(handler) { BaseAddress = host.Url };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/tasks") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-API-Key", apiKey);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return await client.SendAsync(request);
    }
}
