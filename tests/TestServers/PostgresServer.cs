using System.Globalization;

namespace Orchestrator.TestServers;

/// <summary>A PostgreSQL server of the tests' own: a temporary data folder, a free port, commits flushed to the disk.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string User = "postgres";
    private static readonly string? Bin = FindBin();
    private readonly string _folder;
    private readonly string _data;
    private readonly string? _asUser = Environment.UserName == "root" ? User : null;

    private PostgresServer(string folder)
    {
        _folder = folder;
        _data = Path.Combine(folder, "data");
    }

    /// <summary>Why the server cannot be started on this machine; null when it can.</summary>
    public static string? Missing => Bin is null ? "PostgreSQL is not installed (apt-get install postgresql)" : null;

    public int Port { get; } = FreePort.Next();

    /// <summary>Connection string of the database <paramref name="database"/>.</summary>
    public string ConnectionString(string database = "postgres") =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Username={User};Password=unused;Database={database}");

    /// <summary>The same as a URL.</summary>
    public string Url(string database = "postgres") => string.Create(CultureInfo.InvariantCulture, $"postgresql://{User}:unused@127.0.0.1:{Port}/{database}");

    public static async Task<PostgresServer> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("orchestrator-pg-").FullName;
        var server = new PostgresServer(folder);
        if (server._asUser is { } user)
            await ServerProgram.RunAsync("/bin/chown", [user, folder]);
        await ServerProgram.RunAsync(Path.Combine(Bin!, "initdb"), ["-D", server._data, "-U", User, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"], server._asUser);
        await server.ResumeAsync();
        return server;
    }

    /// <summary>Starts the server, again after <see cref="StopAsync"/>, and waits until it answers.</summary>
    public Task ResumeAsync() => ControlAsync(
        "start", "-w", "-t", "60", "-l", Path.Combine(_folder, "log"),
        "-o", string.Create(CultureInfo.InvariantCulture, $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={_folder} -c max_connections=200 -c shared_buffers=64MB"));

    /// <summary>Stops the server as a crash would (<paramref name="crash"/>), or cutting its sessions off in good order.</summary>
    public Task StopAsync(bool crash = false) => ControlAsync("stop", "-w", "-m", crash ? "immediate" : "fast");

    /// <summary>Makes an empty database and returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"db_{Guid.NewGuid():N}";
        await ServerProgram.RunAsync(Path.Combine(Bin!, "createdb"), ["-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), "-U", User, name]);
        return ConnectionString(name);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync(crash: true);
        }
        catch (InvalidOperationException)
        {
            // It was stopped by the test.
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task ControlAsync(params string[] arguments)
    {
        // pg_ctl's server inherits its output, so that output is not captured here: reading it to the end would wait for the server.
        using var process = ServerProgram.Start("/bin/sh", ["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1", Path.Combine(Bin!, "pg_ctl"), "-D", _data, .. arguments], _asUser);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"pg_ctl {arguments[0]} failed with {process.ExitCode}");
    }

    private static string? FindBin() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(folder => Path.Combine(folder, "bin")).Where(bin => File.Exists(Path.Combine(bin, "initdb"))).Max()
        : Path.GetDirectoryName(ServerProgram.Find("initdb"));
}
