using System.Diagnostics;

namespace Orchestrator.Engines;

/// <summary>One running server process. Its standard input is a pipe that closes when we die, which ends a LlamaHost that was orphaned.</summary>
internal sealed class LlamaServerProcess : IAsyncDisposable
{
    private const int KeptLines = 20;
    private static readonly string[] SecretEndings = ["KEY", "KEYS", "TOKEN", "SECRET", "PASSWORD", "_URL"];
    private readonly Process _process;
    private readonly Queue<string> _lastLines = new(KeptLines);
    private readonly Task _output;

    private LlamaServerProcess(Process process)
    {
        _process = process;
        Id = process.Id;
        _output = Task.WhenAll(ReadAsync(process.StandardError), ReadAsync(process.StandardOutput));
    }

    public int Id { get; }

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>What the process last wrote, oldest line first.</summary>
    public IReadOnlyList<string> LastLines
    {
        get
        {
            lock (_lastLines) return [.. _lastLines];
        }
    }

    /// <summary>Starts it. The key travels by environment: arguments can be read by every user of the machine.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be executed.</exception>
    public static LlamaServerProcess Start(string fileName, IReadOnlyList<string> arguments, string apiKey)
    {
        var start = new ProcessStartInfo(fileName, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        foreach (var name in start.Environment.Keys.Where(IsSecret).ToList()) start.Environment.Remove(name);
        start.Environment["LLAMA_API_KEY"] = apiKey;
        return new(Process.Start(start)!);
    }

    /// <summary>Waits for its end and for its last lines.</summary>
    public async Task WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        await _output.WaitAsync(TimeSpan.FromSeconds(1), cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Ends it and everything it started.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }
        catch (InvalidOperationException)
        {
            // It was gone already.
        }

        _process.Dispose();
    }

    /// <summary>Native code that reads files from anywhere has no business with the keys and connection strings of this process.</summary>
    private static bool IsSecret(string variable) =>
        SecretEndings.Any(ending => variable.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    private async Task ReadAsync(StreamReader reader)
    {
        try
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                if (string.IsNullOrWhiteSpace(line)) continue;
                lock (_lastLines)
                {
                    if (_lastLines.Count == KeptLines) _lastLines.Dequeue();
                    _lastLines.Enqueue(line);
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The pipe went away with the process.
        }
    }
}
