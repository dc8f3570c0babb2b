namespace Orchestrator.Gateway.Tests;

public sealed class AuthenticationTests
{
    [Theory]
    [InlineData("X-API-Key", GatewayHost.Key, true)]
    [InlineData("x-api-key", GatewayHost.Key, true)]
    [InlineData("X-API-Key", ApiKey.Default, true)]
    [InlineData("Authorization", "Bearer " + GatewayHost.Key, true)]
    [InlineData("Authorization", "bearer " + GatewayHost.Key, true)]
    [InlineData("X-API-Key", GatewayHost.Key + "x", false)]
    [InlineData("X-API-Key", "", false)]
    [InlineData("X-API-Key", "clé", false)]
    [InlineData("Authorization", GatewayHost.Key, false)]
    [InlineData("Authorization", "Basic " + GatewayHost.Key, false)]
    [InlineData("Authorization", "Bearer ", false)]
    [InlineData("Authorization", "Bearer", false)]
    [InlineData("Cookie", GatewayHost.Key, false)]
    public async Task Only_a_known_key_gets_in(string header, string value, bool allowed)
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        HttpResponseMessage response = await Get(host, "/v1/tasks", (header, value));

        if (allowed)
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        else
            await Task.FromResult(response).ProblemAsync(HttpStatusCode.Unauthorized, "UNAUTHORIZED");
    }

    [Fact]
    public async Task Without_a_key_nobody_gets_in_and_is_told_how()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        HttpResponseMessage response = await Get(host, "/v1/tasks");

        JsonObject problem = await Task.FromResult(response).ProblemAsync(HttpStatusCode.Unauthorized, "UNAUTHORIZED");
        Assert.Contains("X-API-Key", (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Fact]
    public async Task Two_keys_at_once_are_no_key()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        HttpResponseMessage response = await Get(host, "/v1/tasks", ("X-API-Key", GatewayHost.Key), ("X-API-Key", "other"));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task A_wrong_key_is_not_saved_by_a_right_bearer_token()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        HttpResponseMessage response = await Get(host, "/v1/tasks", ("X-API-Key", "wrong"), ("Authorization", $"Bearer {GatewayHost.Key}"));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task A_key_as_long_as_a_header_may_be_is_just_wrong()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        HttpResponseMessage response = await Get(host, "/v1/tasks", ("X-API-Key", new string('k', 20_000)));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("/v1/tasks", false)]
    [InlineData("/V1/Tasks", false)]
    [InlineData("/%761/tasks", false)]
    [InlineData("/v1/health/../tasks", false)]
    [InlineData("/v1/health/%2e%2e/tasks", false)]
    [InlineData("/v1/healthy", false)]
    [InlineData("/v1/metrics", false)]
    [InlineData("/v1/no-such-thing", false)]
    [InlineData("/v1/broken", false)]
    [InlineData("/v1", false)]
    [InlineData("/v1/health", true)]
    [InlineData("/v1/health/ready", true)]
    [InlineData("/openapi/v1.json", true)]
    [InlineData("/scalar/", true)]
    public async Task Everything_but_health_and_the_document_wants_a_key(string path, bool open)
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        using HttpClient client = host.NewClient();

        HttpResponseMessage response = await client.GetAsync(new Uri(host.Url.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));

        Assert.Equal(open ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public void An_account_never_gives_its_key_away()
    {
        Assert.Equal("dev", ApiKey.FromSecret(ApiKey.Default).Account);
        Assert.Matches("^key-[0-9a-f]{8}$", ApiKey.FromSecret("some secret").Account);
        Assert.Equal(32, ApiKey.FromSecret("some secret").Sha256.Length);
    }

    private static async Task<HttpResponseMessage> Get(GatewayHost host, string path, params (string Name, string Value)[] headers)
    {
        using var handler = new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.UTF8 };
        using var client = new HttpClient(handler) { BaseAddress = host.Url };
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await client.SendAsync(request);
    }
}
