using Orchestrator.Gateway;

namespace Orchestrator.Silo;

/// <summary>Puts the API on its own port and the dashboard on another, in one host.</summary>
internal static class GatewayWiring
{
    public static void Configure(GatewayOptions gateway, SiloSettings settings)
    {
        gateway.RateLimitPerMinute = settings.RateLimitPerMinute;
        gateway.Keys = settings.ApiKeys.Count > 0
            ? [.. settings.ApiKeys.Select(key => ApiKey.FromSecret(key))]
            : [ApiKey.FromSecret(ApiKey.Default)];
    }

    public static void Use(WebApplication app, SiloSettings settings)
    {
        if (!settings.IsGateway)
            return;
        var ports = settings.ApiAddresses.Select(address => address.Port).ToHashSet();
        app.MapWhen(context => ports.Contains(context.Connection.LocalPort), api =>
        {
            api.UseRouting();
            api.UseGateway();
            api.UseEndpoints(routes =>
            {
                routes.MapGateway();
                routes.MapOrchestratorMetrics("/v1/metrics");
            });
        });
    }
}
