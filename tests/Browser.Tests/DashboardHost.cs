using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Orchestrator.Dashboard;

namespace Orchestrator.Browser.Tests;

/// <summary>A host as the silo composes it: API and dashboard in one Kestrel, told apart by local port.</summary>
internal sealed class DashboardHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private DashboardHost(WebApplication app, Uri api, Uri dashboard) => (_app, Api, Dashboard) = (app, api, dashboard);

    public Uri Api { get; }

    public Uri Dashboard { get; }

    public static async Task<DashboardHost> StartAsync(IDashboardData data, Action<DashboardOptions>? configure = null, int dashboardPort = 0)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production", ApplicationName = typeof(DashboardHost).Assembly.GetName().Name });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(System.Net.IPAddress.Loopback, 0);
            kestrel.Listen(System.Net.IPAddress.Loopback, dashboardPort);
        });
        var options = new DashboardOptions { RefreshInterval = TimeSpan.FromMilliseconds(400) };
        configure?.Invoke(options);
        builder.Services.AddSingleton(data);
        builder.Services.AddDashboard(options);
        var app = builder.Build();
        var port = -1;
        app.UseDashboard(context => context.Connection.LocalPort == port);
        app.MapGet("/", () => "api");
        app.MapGet("/tasks", () => "api");
        await app.StartAsync();
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address)).ToList();
        var dashboard = dashboardPort == 0 ? addresses[1] : addresses.Single(address => address.Port == dashboardPort);
        port = dashboard.Port;
        return new DashboardHost(app, addresses.First(address => address != dashboard), dashboard);
    }

    public LiveFeed Feed => _app.Services.GetRequiredService<LiveFeed>();

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _app.StopAsync(soon.Token);
        await _app.DisposeAsync();
    }
}
