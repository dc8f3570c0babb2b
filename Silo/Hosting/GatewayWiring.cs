using System.Security.Cryptography;
using System.Text;
using Orchestrator.Dashboard;
using Orchestrator.Gateway;
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
        gateway.Keys = Keys(settings);
        gateway.Callbacks = settings.WebhookSecret is null ? null : settings.CallbackAddresses;
    }

    public static void AddDashboards(WebApplicationBuilder builder, SiloSettings settings)
    {
        var keys = Keys(settings);
        builder.Services.AddDashboard(new DashboardOptions
        {
            RequireKey = !settings.DashboardAddresses.All(address => address.IsLoopback),
            AccountOf = key => keys.FirstOrDefault(known => Matches(known, key))?.Account,
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

    private static IReadOnlyList<ApiKey> Keys(SiloSettings settings) => settings.ApiKeys.Count > 0
        ? [.. settings.ApiKeys.Select(ApiKey.FromSecret)]
        : [ApiKey.FromSecret(ApiKey.Default)];

    private static bool Matches(ApiKey known, string key) =>
        CryptographicOperations.FixedTimeEquals(known.Sha256.AsSpan(), SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
