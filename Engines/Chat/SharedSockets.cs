namespace Orchestrator.Engines;

/// <summary>Makes the connection pool of an engine: one for its whole life.</summary>
internal static class SharedSockets
{
    public static SocketsHttpHandler Create() => new()
    {
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
        UseCookies = false,
        AllowAutoRedirect = false,
    };
}
