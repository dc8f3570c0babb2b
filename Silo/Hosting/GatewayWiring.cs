using Orchestrator.Dashboard;
using Orchestrator.Gateway;
using Orchestrator.Grains.Interfaces;
using Orchestrator.Routing;
using Orleans.Dashboard;
using DashboardOptions = Orchestrator.Dashboard.DashboardOptions;

namespace Orchestrator.Silo;

/// <summary>Puts the API on its own port and the dashboard on another, in one host.</summary>
internal static class GatewayWiring
{
    private const string OrleansDashboardPath = "/orleans";

    public static void Configure(GatewayOptions gateway, SiloSettings settings)
    {
        gateway.RateLimitPerMinute = settings.RateLimitPerMinute;
        gateway.Callbacks = settings.WebhookSecret is null ? null : settings.CallbackAddresses;
    }

    public static void AddDashboards(WebApplicationBuilder builder, SiloSettings settings, IAccounts accounts)
    {
        builder.Services.AddDashboard(new DashboardOptions
        {
            RequireKey = !settings.DashboardAddresses.All(address => address.IsLoopback),
            // Who only sends tasks sees only its own, and the pages show everybody's.
            AccountOf = key => accounts.Current.Authenticate(key) is { Role: not AccountRole.Submit, Name: var name } ? name : null,
            MayChange = name => accounts.Current.Find(name)?.Role == AccountRole.Operate,
            KeysFolder = settings.IsSilo ? Path.Combine(settings.DataDirectory, "dashboard-keys") : null,
            ApiUrl = settings.ApiAddresses[0].GetLeftPart(UriPartial.Authority),
            ExampleKey = settings.ApiKeys.Count == 0 ? SiloSettings.DevelopmentKey : null,
            OrleansDashboardUrl = OrleansDashboardPath,
            GpuOverloadPercent = settings.Orchestrator.GpuOverloadPercent,
            CpuOverloadPercent = settings.Orchestrator.CpuOverloadPercent,
        });
    }

    public static void Use(WebApplication app, SiloSettings settings)
    {
        if (settings.IsDashboard)
        {
            var dashboardPorts = settings.DashboardAddresses.Select(address => address.Port).ToHashSet();
            app.UseDashboard(
                context => dashboardPorts.Contains(context.Connection.LocalPort),
                endpoints => endpoints.MapOrleansDashboard(routePrefix: OrleansDashboardPath));
        }

        if (!settings.IsGateway)
            return;
        var ports = settings.ApiAddresses.Select(address => address.Port).ToHashSet();
        app.MapWhen(context => ports.Contains(context.Connection.LocalPort), api =>
        {
            api.UseTraceHeader();
            api.UseRouting();
            api.UseGateway();
            api.UseEndpoints(routes =>
            {
                routes.MapGateway();
                routes.MapOrchestratorMetrics("/v1/metrics");
            });
        });
    }

    /// <summary>The keys of the settings; the development key only where nobody else can reach it.</summary>
    public static IReadOnlyList<Account> Keys(SiloSettings settings) => settings.ApiKeys.Count > 0 || !settings.IsLoopbackOnly
        ? [.. settings.ApiKeys.Distinct().Select(key => ApiKey.FromSecret(key).ToAccount())]
        : [ApiKey.FromSecret(ApiKey.Default).ToAccount()];
}
