using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Orchestrator.Gateway.Tests;

/// <summary>The gateway on a real server with a free port, over grains that live in memory.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    public const string Key = "a-key-of-the-tests";

    /// <summary>Endpoints that are not the API's own.</summary>
    public const string MetricsPath = "/v1/metrics", BrokenPath = "/v1/broken";

    private readonly WebApplication _app;

    private GatewayHost(WebApplication app, FakeCluster cluster)
    {
        _app = app;
        Cluster = cluster;
        Url = new Uri(app.Urls.FirstOrDefault() ?? "http://localhost");
        Client = NewClient();
        Client.DefaultRequestHeaders.Add("X-API-Key", Key);
    }

    public FakeCluster Cluster { get; }

    public Uri Url { get; }

    /// <summary>Sends the key.</summary>
    public HttpClient Client { get; }

    public IEnumerable<Endpoint> Endpoints => _app.Services.GetRequiredService<EndpointDataSource>().Endpoints;

    public CapturedLog Log => _app.Services.GetRequiredService<CapturedLog>();

    public static Task<GatewayHost> StartAsync(
        Action<GatewayOptions>? configure = null, IGrainFactory? grains = null, TimeProvider? time = null, IAccounts? accounts = null) =>
        StartAsync(builder => builder.WebHost.UseUrls("http://127.0.0.1:0"), configure, grains, time, accounts);

    /// <summary>Without a socket and with few lines of log: for very many requests.</summary>
    public static Task<GatewayHost> StartInMemoryAsync() => StartAsync(
        builder =>
        {
            builder.WebHost.UseTestServer();
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
        });

    private static async Task<GatewayHost> StartAsync(
        Action<WebApplicationBuilder> serve, Action<GatewayOptions>? configure = null, IGrainFactory? grains = null, TimeProvider? time = null, IAccounts? accounts = null)
    {
        var cluster = new FakeCluster();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        serve(builder);
        var log = new CapturedLog();
        builder.Services.AddSingleton(log);
        builder.Logging.AddProvider(log);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddSingleton(grains ?? cluster.Factory());
        if (accounts is not null)
            builder.Services.AddSingleton(accounts);
        builder.Services.AddGateway(options =>
        {
            options.Keys = [ApiKey.FromSecret(Key), ApiKey.FromSecret(ApiKey.Default)];
            options.RateLimitPerMinute = 0;
            options.Callbacks = CallbackAddressPolicy.PublicOnly;
            configure?.Invoke(options);
        });
        WebApplication app = builder.Build();
        app.UseGateway();
        app.MapGateway();
        app.MapGet(MetricsPath, () => "metrics");
        app.MapGet(BrokenPath, IResult () => throw new InvalidOperationException("secret of System.Object"));
        await app.StartAsync();
        return new GatewayHost(app, cluster);
    }

    public HttpClient NewClient() => _app.Services.GetService<IServer>() is TestServer server ? server.CreateClient() : new HttpClient { BaseAddress = Url };

    public Task<HttpResponseMessage> Submit(object body) => Client.PostAsJsonAsync("/v1/tasks", body);

    public Task<HttpResponseMessage> Post(string path, string json, string mediaType = "application/json") =>
        Client.PostAsync(path, new StringContent(json, System.Text.Encoding.UTF8, mediaType));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }
}
