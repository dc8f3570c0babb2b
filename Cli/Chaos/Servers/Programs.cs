using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Orchestrator.Cli;

/// <summary>Other programs that a chaos run needs.</summary>
internal static class Programs
{
    private static readonly string[] SystemFolders = ["/usr/bin", "/usr/local/bin", "/usr/sbin", "/sbin", "/bin", "/opt/homebrew/bin"];

    /// <summary>The program's path; null when it is not installed.</summary>
    public static string? Find(string name, params IEnumerable<string> folders) => folders
        .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        .Concat(SystemFolders)
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);

    /// <summary>Starts a program; its output is not kept.</summary>
    public static Process Start(IReadOnlyList<string> command)
    {
        // The shell drops the output: a pipe nobody reads would stop the program one day.
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        foreach (var argument in (string[])["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1", .. command])
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    /// <summary>Runs a program to its end; false when it fails.</summary>
    public static async Task<bool> TryRunAsync(IReadOnlyList<string> command, CancellationToken cancellation = default)
    {
        using var process = Start(command);
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode == 0;
    }

    /// <exception cref="IOException">It failed.</exception>
    public static async Task RunAsync(IReadOnlyList<string> command, CancellationToken cancellation = default)
    {
        if (!await TryRunAsync(command, cancellation))
            throw new IOException($"'{string.Join(' ', command)}' failed.");
    }

    /// <summary>Waits until something listens.</summary>
    /// <exception cref="IOException">Nothing does in time.</exception>
    public static async Task UntilListeningAsync(IPAddress address, int port, string what, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(address, port, cancellation);
                return;
            }
            catch (SocketException) when (Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(60))
            {
                await Task.Delay(50, cancellation);
            }
            catch (SocketException error)
            {
                throw new IOException($"{what} did not start: {error.Message}");
            }
        }
    }
}
