namespace Orchestrator.Engines;

/// <summary>Makes the connection pool of an engine: one for its whole life.</summary>
internal static class SharedSockets
{
    public static SocketsHttpHandler Create(Uri endpoint) => new()
    {
        // A proxy of the environment is for the way out, and knows nothing of our loopback address.
        UseProxy = !endpoint.IsLoopback,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
        UseCookies = false,
        AllowAutoRedirect = false,
    };
}
