using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MudBlazor.Services;

namespace Orchestrator.Dashboard;

/// <summary>Registers the dashboard.</summary>
public static class DashboardServices
{
    /// <summary>Adds the dashboard's services. The host provides <c>IGrainFactory</c>; nothing runs before a page is open.</summary>
    public static IServiceCollection AddDashboard(this IServiceCollection services, DashboardOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IDashboardData, GrainDashboardData>();
        services.AddSingleton<LiveFeed>();
        services.AddSingleton<SignInTickets>();
        services.AddScoped<ViewState>();
        services.AddMudServices();
        services.AddRazorComponents().AddInteractiveServerComponents(circuit =>
        {
            circuit.DisconnectedCircuitMaxRetained = 50;
            circuit.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(1);
        });
        services.AddAntiforgery(antiforgery => antiforgery.Cookie.Name = "orchestrator_csrf");
        var protection = services.AddDataProtection().SetApplicationName("orchestrator-dashboard");
        _ = options.KeysFolder is { } folder
            ? protection.PersistKeysToFileSystem(new DirectoryInfo(folder))
            : protection.UseEphemeralDataProtectionProvider();
        return services;
    }
}
