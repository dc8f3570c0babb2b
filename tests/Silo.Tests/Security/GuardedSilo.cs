using System.Globalization;

namespace Orchestrator.Silo.Tests.Security;

/// <summary>A simulated silo whose dashboard is reachable from other machines, so that it asks for a key.</summary>
public sealed class GuardedSilo : IAsyncLifetime
{
    public const string Key = "a-key-of-the-operator";

    private readonly TemporaryFolder _folder = new();
    private SiloProcess? _process;

    public SiloProcess Process => _process!;

    /// <summary>The dashboard, asked from this machine.</summary>
    public Uri Dashboard => new UriBuilder(Process.DashboardUrl) { Host = "127.0.0.1" }.Uri;

    public async ValueTask InitializeAsync()
    {
        _process = await SiloProcess.StartAsync(
            _folder,
            ("--simulate", "true"),
            ("--simulate-scale", "0"),
            ("--dashboard-urls", string.Create(CultureInfo.InvariantCulture, $"http://0.0.0.0:{FreePort.Next()}")),
            // As behind a reverse proxy, which is what speaks TLS with callers.
            ("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "true"),
            ("API_KEYS", Key));
        _process.Http.DefaultRequestHeaders.Remove("X-API-Key");
        _process.Http.DefaultRequestHeaders.Add("X-API-Key", Key);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _folder.Dispose();
    }
}
