using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Orchestrator.Cli;

/// <summary>A Redis server of the run's own, in memory, gone when this is disposed.</summary>
internal sealed class PrivateRedis : IAsyncDisposable
{
    private readonly Process _process;

    private PrivateRedis(Process process, string url) => (_process, Url) = (process, url);

    public string Url { get; }

    /// <exception cref="FileNotFoundException">It is not installed.</exception>
    public static async Task<PrivateRedis> StartAsync(IPAddress address, string folder, CancellationToken cancellation)
    {
        var program = Programs.Find("redis-server") ?? throw new FileNotFoundException("redis-server is not installed (apt-get install redis-server); --redis-url names one that runs.");
        var port = UnusedPort.Next(address);
        var server = new PrivateRedis(
            Programs.Start([program, "--bind", $"{address}", "--port", port.ToString(CultureInfo.InvariantCulture), "--protected-mode", "no", "--save", "", "--dir", folder]),
            string.Create(CultureInfo.InvariantCulture, $"redis://{address}:{port}"));
        try
        {
            await Programs.UntilListeningAsync(address, port, "redis-server", cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
