using Orchestrator.Grains;
using Orchestrator.Grains.Interfaces;

namespace Orchestrator.Silo;

/// <summary>One process from start to end. What keeps it from starting is one clear line and exit code 1, never a stack trace.</summary>
internal static class OrchestratorHost
{
    public static async Task<int> RunAsync(SiloSettings settings)
    {
        try
        {
            StartupChecks.Run(settings);
            await using var app = await OrchestratorApp.BuildAsync(settings);
            await app.StartAsync();
            await StartupBanner.WriteAsync(settings.JsonLogs ? Console.Error : Console.Out, settings, app.Services);
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception exception) when (Explain(exception) is { } reason)
        {
            await Console.Error.WriteLineAsync(reason);
            return 1;
        }
    }

    /// <summary>The operator's line for a fault of the environment; null for a fault of ours, which may show its stack.</summary>
    private static string? Explain(Exception exception) => exception switch
    {
        ConfigurationException or UnavailableException => exception.Message,
        StackExchange.Redis.RedisConnectionException => "REDIS_URL names a server that cannot be reached.",
        Orleans.Runtime.MembershipService.OrleansClusterConnectivityCheckFailedException =>
            "The other silos of this cluster do not answer: they must reach ADVERTISED_IP and SILO_PORT of this one, and SILO_TLS_CERT, SILO_TLS_KEY and SILO_TLS_CA must be given to all or to none.",
        IOException { Message: var message } when message.Contains("address already in use", StringComparison.OrdinalIgnoreCase) => $"A port is in use: {message}",
        AggregateException { InnerException: { } inner } => Explain(inner),
        { InnerException: { } inner } => Explain(inner),
        _ => null,
    };
}
