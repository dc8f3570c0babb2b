using System.Diagnostics;
using System.Globalization;
using Orchestrator.TestServers;

namespace Orchestrator.Benchmarks;

/// <summary>A server under measurement, and the headers that each request to it carries.</summary>
internal sealed record Server(string Name, Uri Address, int ProcessId, IReadOnlyList<(string Name, string Value)> Headers)
{
    /// <summary>CPU time its process has used so far.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            using var process = Process.GetProcessById(ProcessId);
            return process.TotalProcessorTime;
        }
    }

    public HttpClient Client()
    {
        var http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(5) };
        foreach (var (name, value) in Headers)
            http.DefaultRequestHeaders.Add(name, value);
        return http;
    }
}

/// <summary>The mock upstream and all that stand before it, each in a process of its own, so that the CPU time of each can be told.</summary>
internal sealed class Servers : IAsyncDisposable
{
    public const string Program = "Orchestrator.Silo.dll", PortkeyProgram = "node_modules/@portkey-ai/gateway/build/start-server.js";

    private readonly List<Process> _started = [];
    private readonly List<TemporaryFolder> _folders = [];
    private readonly List<SiloProcess> _silos = [];
    private readonly Uri _upstream = At(FreePort.Next());
    private readonly List<Server> _all = [];
    private IReadOnlyList<string> _only = [];

    /// <summary>Those to measure: what everybody forwards to, other proxies, builds of the silo.</summary>
    public IReadOnlyList<Server> Measured => [.. _all.Where(server => _only.Count == 0 || _only.Contains(server.Name, StringComparer.OrdinalIgnoreCase))];

    /// <param name="builds">Builds of the silo to start.</param>
    /// <param name="portkey">Folder where Portkey's gateway is installed, or null.</param>
    /// <param name="only">Names of those to measure, or none for all.</param>
    public static async Task<Servers> StartAsync(IReadOnlyList<Build> builds, string? portkey, IReadOnlyList<string> only)
    {
        var servers = new Servers { _only = only };
        servers.Launch("upstream", servers._upstream, "upstream", Port(servers._upstream));
        var yarp = At(FreePort.Next());
        servers.Launch("YARP", yarp, "yarp", Port(yarp), servers._upstream.ToString());
        if (portkey is not null)
            servers.LaunchPortkey(portkey);
        foreach (var server in servers._all)
            await UntilReadyAsync(server);
        foreach (var build in builds)
            await servers.LaunchAsync(build);
        return servers;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos)
            await silo.DisposeAsync();
        foreach (var process in _started)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        foreach (var folder in _folders)
            folder.Dispose();
    }

    private async Task LaunchAsync(Build build)
    {
        var folder = new TemporaryFolder();
        _folders.Add(folder);
        var silo = await SiloProcess.StartPublishedAsync(
            folder, build.Folder, [("--policies", Policies(folder)), ("--roles", "silo,gateway"), ("--capabilities", "cloud"), ("--max-pending-tasks", "100000"), .. build.Environment]);
        _silos.Add(silo);
        await silo.UntilAsync("/v1/resources", answer => answer.ToJsonString().Contains(MockUpstream.Model, StringComparison.Ordinal));
        _all.Add(new Server(build.Name, silo.Http.BaseAddress!, silo.ProcessId, [("X-API-Key", SiloProcess.DevelopmentKey)]));
    }

    /// <summary>The shipped policy, and one engine: the mock upstream, whose model has a price as every model of a provider has.</summary>
    private string Policies(TemporaryFolder parent)
    {
        var folder = parent.File("policies");
        SiloProcess.CopyPolicies(folder);
        File.WriteAllText(Path.Combine(folder, "engines.yaml"), $"""
            engines:
              - name: mock
                target: CLOUD
                kind: openai
                preset: vllm
                endpoint: {_upstream}v1/
                chat_model: {MockUpstream.Model}
                concurrency: 256
                queue_limit: 10000
                context_tokens: 100000
            """);
        var costs = Path.Combine(folder, "cost_config.yaml");
        File.WriteAllText(costs, File.ReadAllText(costs).Replace(
            "\nprices:\n", $$"""

            prices:
              - { model: {{MockUpstream.Model}}, input: 0.15, output: 0.60, source: the benchmark }

            """, StringComparison.Ordinal));
        return folder;
    }

    private void LaunchPortkey(string folder)
    {
        var address = At(FreePort.Next());
        var start = new ProcessStartInfo("node", [Path.Combine(folder, PortkeyProgram), $"--port={Port(address)}", "--headless"]);
        start.Environment["TRUSTED_CUSTOM_HOSTS"] = _upstream.Host;
        Launch("Portkey", address, start, ("x-portkey-provider", "openai"), ("x-portkey-custom-host", $"{_upstream}v1"), ("Authorization", "Bearer none"));
    }

    private void Launch(string name, Uri address, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Servers).Assembly.Location, .. arguments]);
        start.Environment["DOTNET_gcServer"] = "1"; // As the silo has it; the rest is in this project's settings.
        Launch(name, address, start);
    }

    private void Launch(string name, Uri address, ProcessStartInfo start, params (string Name, string Value)[] headers)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        var process = Process.Start(start)!;
        process.BeginOutputReadLine(); // Nobody reads what they say, and a full pipe would stop them.
        process.BeginErrorReadLine();
        _started.Add(process);
        _all.Add(new Server(name, address, process.Id, headers));
    }

    private static async Task UntilReadyAsync(Server server)
    {
        using var http = server.Client();
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
            }

            await Task.Delay(100);
        }
    }

    private static string Port(Uri address) => address.Port.ToString(CultureInfo.InvariantCulture);

    private static Uri At(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
}
