using System.Net;
using System.Net.Sockets;

namespace Orchestrator.Grains;

/// <summary>An address a callback may not go to.</summary>
internal sealed class CallbackRefusedException(string host) : IOException($"{host} leads to an address that is not public");

/// <summary>
/// Connects callbacks. Resolves the name itself, checks every address it gets, and dials what it has checked: a name that answers otherwise the next
/// time (DNS rebinding) gains nothing.
/// </summary>
internal sealed class CallbackDialer(CallbackAddressPolicy policy, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
{
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve = resolve ?? Dns.GetHostAddressesAsync;

    /// <summary>A handler that goes nowhere else: no proxy, no redirect, no cookie, no trace header.</summary>
    public SocketsHttpHandler NewHandler() => new()
    {
        ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, cancellationToken),
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        MaxResponseHeadersLength = 16,
        MaxResponseDrainSize = 0,
        ActivityHeadersPropagator = null,
    };

    /// <exception cref="CallbackRefusedException">One of the addresses is not allowed.</exception>
    public async ValueTask<Stream> ConnectAsync(DnsEndPoint target, CancellationToken cancellationToken)
    {
        var addresses = await _resolve(target.Host, cancellationToken);
        if (addresses.Length == 0)
            throw new SocketException((int)SocketError.HostNotFound);
        if (!Array.TrueForAll(addresses, address => policy.Allows(target.Host, target.Port, address)))
            throw new CallbackRefusedException(target.Host);
        for (var i = 0; ; i++)
        {
            try
            {
                return await DialAsync(new IPEndPoint(addresses[i], target.Port), cancellationToken);
            }
            catch (SocketException) when (i + 1 < addresses.Length)
            {
                // The name has another address.
            }
        }
    }

    private static async Task<Stream> DialAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
