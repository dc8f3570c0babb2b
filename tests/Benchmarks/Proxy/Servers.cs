using System.Diagnostics;
using System.Globalization;
using Orchestrator.TestServers;

namespace Orchestrator.Benchmarks;

/// <summary>The mock upstream, YARP and the silo before it, each in a process of its own, so that the CPU time of each can be told.</summary>
internal sealed class Servers : IAsyncDisposable
{
    private readonly List<Process> _started = [];
    private readonly TemporaryFolder _folder = new();
    private SiloProcess? _silo;

    public Uri Upstream { get; } = Free();

    public Uri Yarp { get; } = Free();

    public Uri Silo => _silo!.Http.BaseAddress!;

    public static async Task<Servers> StartAsync()
    {
        var servers = new Servers();
        servers.Launch("upstream", Port(servers.Upstream));
        servers.Launch("yarp", Port(servers.Yarp), servers.Upstream.ToString());
        await UntilReadyAsync(servers.Upstream);
        await UntilReadyAsync(servers.Yarp);
        servers._silo = await SiloProcess.StartAsync(
            servers._folder, ("--policies", servers.Policies()), ("--roles", "silo,gateway"), ("--capabilities", "cloud"), ("--max-pending-tasks", "100000"));
        await servers._silo.UntilAsync("/v1/resources", answer => answer.ToJsonString().Contains(MockUpstream.Model, StringComparison.Ordinal));
        return servers;
    }

    /// <summary>CPU time so far of the process that listens at an address.</summary>
    public TimeSpan CpuOf(Uri address)
    {
        using var process = Process.GetProcessById(
            address == Upstream ? _started[0].Id : address == Yarp ? _started[1].Id : _silo!.ProcessId);
        return process.TotalProcessorTime;
    }

    public async ValueTask DisposeAsync()
    {
        if (_silo is not null)
            await _silo.DisposeAsync();
        foreach (var process in _started)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        _folder.Dispose();
    }

    /// <summary>The shipped policy, and one engine: the mock upstream.</summary>
    private string Policies()
    {
        var folder = _folder.File("policies");
        SiloProcess.CopyPolicies(folder);
        File.WriteAllText(Path.Combine(folder, "engines.yaml"), $"""
            engines:
              - name: mock
                target: CLOUD
                kind: openai
                preset: vllm
                endpoint: {Upstream}v1/
                chat_model: {MockUpstream.Model}
                concurrency: 256
                queue_limit: 10000
                context_tokens: 100000
            """);
        return folder;
    }

    private void Launch(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.Environment["DOTNET_gcServer"] = "1"; // As the silo has it; the rest is in this project's settings.
        start.ArgumentList.Add(typeof(Servers).Assembly.Location);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        _started.Add(Process.Start(start)!);
    }

    private static async Task UntilReadyAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        for (var started = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri("/v1/models", UriKind.Relative));
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException) when (Stopwatch.GetElapsedTime(started).TotalSeconds < 60)
            {
                await Task.Delay(100);
            }
        }
    }

    private static string Port(Uri address) => address.Port.ToString(CultureInfo.InvariantCulture);

    private static Uri Free() => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}/"));
}
