using System.Net;
using System.Net.Sockets;

namespace Orchestrator.TestServers;

/// <summary>
/// TCP ports on the loopback address that nobody listens on: below the range from which outgoing connections take theirs, and each only once,
/// so that two servers that are started one after the other never get the same.
/// </summary>
public static class FreePort
{
    private const int First = 10_000, Count = 22_000;

    // Runs side by side begin in different places.
    private static int _next = Environment.ProcessId * 101 % Count;

    public static int Next()
    {
        while (true)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _next) % Count);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it: the next one.
            }
        }
    }
}
