using System.Globalization;
using System.Net;

namespace Orchestrator.Cli;

/// <summary>A PostgreSQL server of the run's own, with its data in the run's folder, stopped when this is disposed.</summary>
internal sealed class PrivatePostgres : IAsyncDisposable
{
    private const string User = "postgres";
    private readonly string[] _control;

    private PrivatePostgres(string[] control, string url) => (_control, Url) = (control, url);

    public string Url { get; }

    /// <exception cref="FileNotFoundException">It is not installed.</exception>
    public static async Task<PrivatePostgres> StartAsync(IPAddress address, string folder, CancellationToken cancellation)
    {
        var bin = FindBin() ?? throw new FileNotFoundException("PostgreSQL is not installed (apt-get install postgresql); --database-url names one that runs.");
        var home = Path.Combine(folder, "postgres");
        var data = Path.Combine(home, "data");
        Directory.CreateDirectory(home);

        // PostgreSQL refuses to run as root.
        string[] asUser = Environment.UserName == "root" ? [Programs.Find("setpriv") ?? "setpriv", "--reuid", User, "--regid", User, "--init-groups"] : [];
        if (asUser.Length > 0)
        {
            await Programs.RunAsync(["chown", User, home], cancellation);
            await Programs.RunAsync(["chmod", "o+x", folder], cancellation);
        }

        await Programs.RunAsync([.. asUser, Path.Combine(bin, "initdb"), "-D", data, "-U", User, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"], cancellation);
        if (!IPAddress.IsLoopback(address))
            await File.AppendAllTextAsync(Path.Combine(data, "pg_hba.conf"), $"host all all {address}/24 trust\n", cancellation);
        var port = UnusedPort.Next(address).ToString(CultureInfo.InvariantCulture);
        string[] control = [.. asUser, Path.Combine(bin, "pg_ctl"), "-D", data, "-w", "-t", "60"];
        await Programs.RunAsync(
            [.. control, "-l", Path.Combine(home, "log"), "-o", $"-p {port} -c listen_addresses={address} -c unix_socket_directories={home} -c max_connections=300", "start"], cancellation);
        return new PrivatePostgres(control, $"postgresql://{User}:unused@{address}:{port}/postgres");
    }

    public async ValueTask DisposeAsync() => await Programs.TryRunAsync([.. _control, "-m", "immediate", "stop"]);

    private static string? FindBin() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Where(bin => File.Exists(Path.Combine(bin, "initdb"))).Max(StringComparer.Ordinal)
        : Path.GetDirectoryName(Programs.Find("initdb"));
}
