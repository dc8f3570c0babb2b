using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;

namespace Orchestrator.Cli;

/// <summary>A simulated server of one's own: a child process on free ports with a temporary data folder, gone when this is disposed.</summary>
internal sealed class EmbeddedServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(50);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly string _folder = Directory.CreateTempSubdirectory("orchestrator-simulate-").FullName;
    private readonly StringBuilder _complaints = new();
    private readonly Process _process;

    private EmbeddedServer(string program, IReadOnlyList<string> more)
    {
        Client = new ApiClient(new Uri($"http://127.0.0.1:{UnusedPort.Next(IPAddress.Loopback)}"), CommandContext.DevelopmentKey);
        _process = new Process { StartInfo = StartInfo(program, Client.Address, more) };
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public ApiClient Client { get; }

    /// <summary>Starts one and waits until it takes tasks.</summary>
    /// <param name="program">Path of its program.</param>
    /// <param name="cancellation">Ends the wait, and the server.</param>
    /// <param name="more">Arguments besides those that keep it to itself.</param>
    /// <exception cref="ApiException">It does not start; the message holds what it said.</exception>
    public static async Task<EmbeddedServer> StartAsync(string program, CancellationToken cancellation, IReadOnlyList<string>? more = null)
    {
        var server = new EmbeddedServer(program, more ?? []);
        try
        {
            var started = Stopwatch.GetTimestamp();
            while (!await server.Client.IsReadyAsync(cancellation))
            {
                if (server._process.HasExited || Stopwatch.GetElapsedTime(started) > StartLimit)
                    throw new ApiException($"The embedded server did not start.{Environment.NewLine}{server.Complaints}", null);
                await Task.Delay(Interval, cancellation);
            }

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
        Client.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The operating system cleans its temporary folder.
        }
    }

    private string Complaints
    {
        get
        {
            lock (_complaints)
                return _complaints.ToString().TrimEnd();
        }
    }

    private ProcessStartInfo StartInfo(string program, Uri api, IReadOnlyList<string> more)
    {
        var managed = program.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        var start = new ProcessStartInfo(managed ? "dotnet" : program) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        if (managed)
            start.ArgumentList.Add(program);
        // Everything that could reach for a port, a folder or a cluster of somebody else is said here; arguments go before the environment.
        foreach (var argument in new[]
        {
            "--simulate", "true", "--roles", "silo,gateway", "--clustering", "localhost", "--storage", "sqlite", "--rate-limit-per-minute", "0", "--log-level", "Warning",
            "--routing-stage", "rule", "--urls", api.GetLeftPart(UriPartial.Authority), "--silo-port", Port(), "--gateway-port", Port(), "--data", Path.Combine(_folder, "data"),
        })
            start.ArgumentList.Add(argument);
        foreach (var argument in more)
            start.ArgumentList.Add(argument);
        foreach (var variable in new[] { "API_KEYS", "API_KEYS_FILE", "CAPABILITIES", "SIMULATE_SCALE" })
            start.Environment.Remove(variable);
        return start;
    }

    private static string Port() => UnusedPort.Next(IPAddress.Loopback).ToString(CultureInfo.InvariantCulture);

    private void Note(string? line)
    {
        if (line is null)
            return;
        lock (_complaints)
            _complaints.AppendLine(line);
    }
}
