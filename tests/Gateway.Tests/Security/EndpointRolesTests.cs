using Microsoft.AspNetCore.Routing;

namespace Orchestrator.Gateway.Tests;

/// <summary>Endpoint by role: the whole table is tried, through the real pipeline.</summary>
public sealed class EndpointRolesTests(RolesHost roles) : IClassFixture<RolesHost>
{
    [Fact]
    public void Every_endpoint_that_wants_a_key_is_in_the_table()
    {
        Assert.Empty(Mapped.Except(EndpointRoles.Table.Keys));
    }

    [Fact]
    public async Task Every_role_gets_exactly_what_the_table_says()
    {
        var wrong = new List<string>();
        foreach (var (endpoint, allowed) in EndpointRoles.Table.Where(row => Mapped.Contains(row.Key)))
        {
            foreach (AccountRole role in Enum.GetValues<AccountRole>())
            {
                HttpResponseMessage response = await roles.Call(role, endpoint);
                if (allowed.Include(role) == (response.StatusCode == HttpStatusCode.Forbidden))
                    wrong.Add($"{WireNames.Of(role)} {endpoint}: {(int)response.StatusCode}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task A_refusal_names_the_roles_that_would_do()
    {
        JsonObject problem = await roles.Call(AccountRole.View, "POST /v1/tasks").ProblemAsync(HttpStatusCode.Forbidden, "FORBIDDEN");

        Assert.Equal("Your key has the role view; this needs submit or operate.", (string?)problem["detail"]);
    }

    [Fact]
    public async Task OpenAI_clients_are_refused_in_their_own_shape()
    {
        HttpResponseMessage response = await roles.Call(AccountRole.View, "POST /v1/chat/completions");

        JsonNode error = (await response.JsonAsync())["error"]!;
        Assert.Equal((HttpStatusCode.Forbidden, "permission_error", "forbidden"), (response.StatusCode, (string?)error["type"], (string?)error["code"]));
    }

    private HashSet<string> Mapped =>
    [
        .. roles.Host.Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => AuthenticationMiddleware.NeedsKey("/" + endpoint.RoutePattern.RawText!.Trim('/')) && endpoint.RoutePattern.RawText != "/v1/broken")
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods, (endpoint, method) => EndpointRoles.KeyOf(method, endpoint.RoutePattern.RawText)),
    ];

    [Fact]
    public void What_is_not_in_the_table_is_for_operators() => Assert.Equal(Roles.Operate, EndpointRoles.Of("GET", "/v1/new"));
}

/// <summary>A gateway with an account of each role, whose key is the role's name.</summary>
public sealed class RolesHost : IAsyncLifetime
{
    internal GatewayHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await GatewayHost.StartAsync(accounts: Accounts.OfEveryRole);

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    internal async Task<HttpResponseMessage> Call(AccountRole role, string endpoint, string? body = null)
    {
        var (method, pattern) = endpoint.Split(' ') is [var first, var second] ? (first, second) : throw new ArgumentException(endpoint);
        var path = pattern.Replace("{id:guid}", $"{Guid.Empty}", StringComparison.Ordinal).Replace("{batchId:guid}", $"{Guid.Empty}", StringComparison.Ordinal)
            .Replace("{**id}", "auto", StringComparison.Ordinal).Replace("{name}", "rule", StringComparison.Ordinal).Replace("{number:long}", "1", StringComparison.Ordinal);
        return await Accounts.Send(Host, role, method, path, body);
    }
}
