using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Orchestrator.Cli;

/// <summary>One server process of a chaos run: it can be killed, stopped and started again on the same ports and folders.</summary>
internal sealed class ChaosSilo(int number, string program, IReadOnlyList<string> inside, IReadOnlyList<string> arguments, ApiClient client, string? log) : IAsyncDisposable
{
    private const int KeptLines = 50;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);
    private readonly Queue<string> _lastLines = new();
    private Process? _process;
    private long _routerUpAt;

    public int Number => number;

    public string Name => NameOf(number);

    public ApiClient Client => client;

    public bool HasExited => _process is not { HasExited: false };

    /// <summary>When its log last said that the router came up here, as a time stamp; 0 for never.</summary>
    public long RouterUpAt => Volatile.Read(ref _routerUpAt);

    public static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"silo-{number}");

    /// <summary>Starts the process and waits until it is ready.</summary>
    /// <exception cref="ApiException">It does not get there; the message has its last words.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        Volatile.Write(ref _routerUpAt, 0);
        _process?.Dispose();
        _process = Launch();
        var started = Stopwatch.GetTimestamp();
        while (!await client.IsReadyAsync(cancellation))
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(started) > StartLimit)
                throw new ApiException($"{Name} did not start.{Environment.NewLine}{LastWords}", null);
            await Task.Delay(100, cancellation);
        }
    }

    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>Asks it to stop and waits until it has.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        await Programs.TryRunAsync(["kill", "-TERM", _process!.Id.ToString(CultureInfo.InvariantCulture)], cancellation);
        await _process.WaitForExitAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (!HasExited)
            await KillAsync();
        _process?.Dispose();
        client.Dispose();
    }

    private string LastWords
    {
        get
        {
            lock (_lastLines)
                return string.Join(Environment.NewLine, _lastLines);
        }
    }

    private Process Launch()
    {
        string[] command = [.. inside, .. program.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? (string[])["dotnet", program] : [program], .. arguments];
        var start = new ProcessStartInfo(command[0]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, StandardOutputEncoding = Encoding.UTF8 };
        foreach (var argument in command.Skip(1))
            start.ArgumentList.Add(argument);

        // What is said on the command line holds; lists of the environment's keys would be added to it.
        foreach (var variable in (string[])["API_KEYS_FILE", "WEBHOOK_SECRET_FILE", "REDIS_URL_FILE", "DATABASE_URL_FILE"])
            start.Environment.Remove(variable);
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Note(string? line)
    {
        if (line is null)
            return;
        if (line.Contains("router.up", StringComparison.Ordinal))
            Volatile.Write(ref _routerUpAt, Stopwatch.GetTimestamp());
        lock (_lastLines)
        {
            if (log is not null)
                File.AppendAllText(log, line + Environment.NewLine);
            _lastLines.Enqueue(line);
            if (_lastLines.Count > KeptLines)
                _lastLines.Dequeue();
        }
    }
}
