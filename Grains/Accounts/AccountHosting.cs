using Microsoft.Extensions.DependencyInjection;

namespace Orchestrator.Grains;

/// <summary>Makes the accounts known to a process, whatever its roles.</summary>
public static class AccountHosting
{
    /// <summary>Adds the accounts, and the service that watches their file.</summary>
    public static IServiceCollection AddAccounts(this IServiceCollection services, AccountDirectory accounts)
    {
        services.AddSingleton<IAccounts>(accounts);
        services.AddSingleton(accounts.File);
        services.AddHostedService<FileWatchService>();
        return services;
    }
}
