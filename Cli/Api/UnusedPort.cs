using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Orchestrator.Cli;

/// <summary>TCP ports that nobody listens on, for servers that this tool starts.</summary>
internal static class UnusedPort
{
    private static readonly ConcurrentDictionary<int, byte> Given = new();

    /// <summary>A port of <paramref name="address"/>, never the same twice: the system gives a port again as soon as it is closed.</summary>
    public static int Next(IPAddress address)
    {
        while (true)
        {
            using var listener = new TcpListener(address, 0);
            listener.Start();
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            if (Given.TryAdd(port, 0))
                return port;
        }
    }
}
