using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace Orchestrator.Silo.Tests.Security;

/// <summary>
/// Every endpoint of the real program, taken from its own route tables, asked by nobody, by a stranger and by each role. What is expected stands here once more,
/// written from the contract and not from the program's table, so that a new endpoint and a loosened rule both fail.
/// </summary>
public sealed class AuthorisationMatrixTests(AuthorisationMatrixTests.Server server) : IClassFixture<AuthorisationMatrixTests.Server>
{
    /// <summary>Method and route, then who may: <c>-</c> anybody without a key, <c>v</c>iew, <c>s</c>ubmit, <c>o</c>perate.</summary>
    private static readonly Dictionary<string, string> Expected = """
        GET /v1/health                              -vso
        GET /v1/health/ready                        -vso
        GET /openapi/{documentName}.json            -vso
        GET /scalar/{documentName?}                 -vso
        GET /scalar/scalar.js                       -vso
        GET /scalar/scalar.aspnetcore.js            -vso
        GET /scalar/favicon.svg                     -vso
        GET /v1/metrics                             v.o
        GET /v1/account                             vso
        POST /v1/tasks                              .so
        GET /v1/tasks                               vso
        GET /v1/tasks/{id}                          vso
        GET /v1/tasks/{id}/result                   vso
        GET /v1/tasks/{id}/events                   vso
        POST /v1/tasks/{id}/cancel                  .so
        POST /v1/tasks/{id}/feedback                .so
        POST /v1/tasks/batch                        .so
        GET /v1/tasks/batch/{batchId}               vso
        POST /v1/chat/completions                   .so
        POST /v1/embeddings                         .so
        GET /v1/models                              vso
        GET /v1/models/{id}                         vso
        GET /v1/resources                           v.o
        GET /v1/invariants                          v.o
        POST /v1/routing/explain                    vso
        GET /v1/routing/stats                       v.o
        GET /v1/routing/decision-log                v.o
        GET /v1/routing/policy                      v.o
        POST /v1/routing/policy                     ..o
        PUT /v1/routing/policy                      ..o
        DELETE /v1/routing/policy/{name}            ..o
        GET /v1/routing/policy/text                 v.o
        GET /v1/routing/policy/versions             v.o
        POST /v1/routing/policy/versions/{number}/revert  ..o
        GET /v1/routing/stage                       v.o
        PUT /v1/routing/stage                       ..o
        GET /v1/routing/weights                     v.o
        GET /v1/routing/train                       v.o
        POST /v1/routing/train                      ..o
        POST /v1/routing/replay                     v.o
        GET /v1/routing/model                       v.o
        PUT /v1/routing/model                       ..o
        POST /v1/routing/model/rollback             ..o
        POST /v1/routing/weights/improve            ..o
        POST /v1/routing/weights/revert             ..o
        GET /v1/routing/candidate                       v.o
        PUT /v1/routing/candidate                       ..o
        DELETE /v1/routing/candidate                    ..o
        """.Split('\n').Select(line => line.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToDictionary(columns => $"{columns[0]} {columns[1]}", columns => columns[2]);

    [Fact]
    public void Every_endpoint_of_the_api_has_a_row() => Assert.Empty(server.Api.Except(Expected.Keys));

    [Fact]
    public async Task Every_endpoint_answers_those_who_may_and_refuses_everybody_else()
    {
        var wrong = new List<string>();
        foreach (var endpoint in server.Api.Where(Expected.ContainsKey))
        {
            var allowed = Expected[endpoint];
            await TryAsync(endpoint, null, allowed.Contains('-', StringComparison.Ordinal) ? null : HttpStatusCode.Unauthorized, wrong);
            await TryAsync(endpoint, "a key nobody has", allowed.Contains('-', StringComparison.Ordinal) ? null : HttpStatusCode.Unauthorized, wrong);
            foreach (var role in Server.Roles)
                await TryAsync(endpoint, role, allowed.Contains(role[0], StringComparison.Ordinal) ? null : HttpStatusCode.Forbidden, wrong);
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Every_page_of_the_dashboard_wants_a_sign_in_but_the_sign_in_itself()
    {
        var open = new List<string>();
        Assert.True(server.Pages.Count > 10, $"only {server.Pages.Count} endpoints of the dashboard were found");
        foreach (var endpoint in server.Pages)
        {
            var (method, path) = endpoint.Split(' ') is [var verb, var route] ? (verb, Address(route)) : throw new FormatException(endpoint);
            if (path == "/sign-in")
                continue;
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(server.DashboardUrl, path));
            using var response = await server.Http.SendAsync(request);
            if (response.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.BadRequest or HttpStatusCode.Redirect))
                open.Add($"{endpoint}: {(int)response.StatusCode}");
        }

        Assert.Empty(open);
    }

    /// <param name="endpoint">Method and route.</param>
    /// <param name="key">What is shown; null for nothing.</param>
    /// <param name="refusal">The status it must have; null: any but 401 and 403.</param>
    /// <param name="wrong">Gets what was otherwise.</param>
    private async Task TryAsync(string endpoint, string? key, HttpStatusCode? refusal, List<string> wrong)
    {
        var (method, route) = endpoint.Split(' ') is [var verb, var pattern] ? (verb, pattern) : throw new FormatException(endpoint);
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(server.ApiUrl, Address(route)));
        if (key is not null)
            request.Headers.Add("X-API-Key", key);
        if (method is "POST" or "PUT")
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var refused = response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
        if (refusal is null ? refused || (int)response.StatusCode >= 500 : response.StatusCode != refusal)
            wrong.Add($"{key ?? "nobody"} {endpoint}: {(int)response.StatusCode}");
    }

    private static string Address(string route) =>
        route.Replace("{documentName}", "v1", StringComparison.Ordinal).Replace("{documentName?}", "v1", StringComparison.Ordinal)
            .Replace("{id}", $"{Guid.Empty}", StringComparison.Ordinal).Replace("{batchId}", $"{Guid.Empty}", StringComparison.Ordinal)
            .Replace("{number}", "999999", StringComparison.Ordinal).Replace("{name}", "no_such_rule", StringComparison.Ordinal);

    /// <summary>The program, composed and run in this process so that its route tables can be read.</summary>
    public sealed class Server : IAsyncLifetime
    {
        public static readonly string[] Roles = ["view", "submit", "operate"];

        private readonly TemporaryFolder _folder = new();
        private WebApplication? _app;

        public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false });

        public Uri ApiUrl { get; private set; } = null!;

        public Uri DashboardUrl { get; private set; } = null!;

        /// <summary>Method and route of every endpoint behind the API's port.</summary>
        public IReadOnlyList<string> Api { get; private set; } = [];

        /// <summary>The same behind the dashboard's port, static files left out.</summary>
        public IReadOnlyList<string> Pages { get; private set; } = [];

        public async ValueTask InitializeAsync()
        {
            int[] ports = [.. Enumerable.Range(0, 4).Select(_ => FreePort.Next())];
            SiloProcess.CopyPolicies(_folder.File("policies"));
            await File.WriteAllTextAsync(_folder.File("policies/accounts.yaml"), $"accounts:\n{string.Concat(Roles.Select(Account))}");
            var (configuration, unknown) = SettingsSources.Merge(
            [
                "--simulate", "true", "--simulate-scale", "0", "--rate-limit-per-minute", "0", "--data", _folder.File("data"), "--policies", _folder.File("policies"), "--api-keys", "a-key-of-the-operator",
                "--urls", Url("127.0.0.1", ports[0]), "--dashboard-urls", Url("0.0.0.0", ports[1]), "--silo-port", Text(ports[2]), "--gateway-port", Text(ports[3]), "--log-level", "Error",
            ]);
            var (settings, invalid) = SiloSettings.Read(configuration);
            Assert.Empty(unknown.Concat(invalid));
            _app = await OrchestratorApp.BuildAsync(settings);
            await _app.StartAsync();
            (ApiUrl, DashboardUrl) = (new Uri(Url("127.0.0.1", ports[0])), new Uri(Url("127.0.0.1", ports[1])));
            var endpoints = _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(endpoint => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null).ToList();
            Api = [.. endpoints.Where(IsApi).SelectMany(Names).Distinct().Order(StringComparer.Ordinal)];
            Pages = [.. endpoints.Where(endpoint => !IsApi(endpoint)).SelectMany(Names).Distinct().Order(StringComparer.Ordinal)];
        }

        public async ValueTask DisposeAsync()
        {
            Http.Dispose();
            if (_app is not null)
            {
                await _app.StopAsync();
                await _app.DisposeAsync();
            }

            _folder.Dispose();
        }

        private static bool IsApi(RouteEndpoint endpoint) => endpoint.RoutePattern.RawText!.TrimStart('/').Split('/')[0] is "v1" or "openapi" or "scalar";

        private static IEnumerable<string> Names(RouteEndpoint endpoint)
        {
            // Constraints are of no interest here: {id:guid} and {**id} are {id}.
            var route = '/' + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(Part))));
            return (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Where(method => method is not ("HEAD" or "OPTIONS")).Select(method => $"{method} {route}");
        }

        private static string Part(Microsoft.AspNetCore.Routing.Patterns.RoutePatternPart part) => part switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternSeparatorPart separator => separator.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { IsOptional: true, Name: var name } => $"{{{name}?}}",
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: var name } => $"{{{name}}}",
            _ => "?",
        };

        private static string Account(string role) =>
            $"  - name: {role}er\n    key_sha256: {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(role)))}\n    role: {role}\n";

        private static string Url(string host, int port) => string.Create(CultureInfo.InvariantCulture, $"http://{host}:{port}");

        private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
    }
}
