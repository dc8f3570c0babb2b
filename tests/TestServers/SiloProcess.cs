using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Orchestrator.TestServers;

/// <summary>
/// A real Silo process on free ports with folders of its own, driven over HTTP. The test project references Silo, so its program lies beside the tests.
/// </summary>
public sealed class SiloProcess : IAsyncDisposable
{
    public const string DevelopmentKey = "dev-key-change-in-production";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(180);
    private readonly Dictionary<string, string> _options;
    private readonly StringBuilder _output = new();
    private readonly string _program;
    private Process _process;

    private SiloProcess(Dictionary<string, string> options, string? program = null)
    {
        _options = options;
        _program = program ?? AppContext.BaseDirectory;
        _process = Launch();
        Http = new HttpClient { BaseAddress = new Uri(options["--urls"]), Timeout = TimeSpan.FromSeconds(90) };
        Http.DefaultRequestHeaders.Add("X-API-Key", DevelopmentKey);
    }

    /// <summary>A client of its API, with the development key.</summary>
    public HttpClient Http { get; }

    /// <summary>Everything it has written so far, standard output and standard error.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public int ProcessId => _process.Id;

    public bool IsRunning => !_process.HasExited;

    /// <summary>Address of the dashboard.</summary>
    public Uri DashboardUrl => new(_options["--dashboard-urls"]);

    /// <summary>Ports for other silos and for Orleans clients.</summary>
    public IReadOnlyList<int> OrleansPorts => [.. new[] { _options["--silo-port"], _options["--gateway-port"] }.Select(port => int.Parse(port, CultureInfo.InvariantCulture))];

    public string PoliciesFolder => _options["--policies"];

    /// <summary>Starts one and waits until it is ready. Pairs of <paramref name="options"/> override the defaults; a name without dashes is an environment variable.</summary>
    public static async Task<SiloProcess> StartAsync(TemporaryFolder folder, params (string Option, string Value)[] options)
    {
        var silo = new SiloProcess(Options(folder, options));
        await silo.WaitUntilReadyAsync();
        return silo;
    }

    /// <summary>The same with the program in <paramref name="program"/> instead of the one beside the tests.</summary>
    public static async Task<SiloProcess> StartPublishedAsync(TemporaryFolder folder, string program, params (string Option, string Value)[] options)
    {
        var silo = new SiloProcess(Options(folder, options), program);
        await silo.WaitUntilReadyAsync();
        return silo;
    }

    /// <summary>Runs one that is expected to end by itself; returns its exit code and what it wrote.</summary>
    public static async Task<(int ExitCode, string Output)> RunToEndAsync(TemporaryFolder folder, params (string Option, string Value)[] options)
    {
        var silo = new SiloProcess(Options(folder, options));
        await using (silo)
        {
            using var limit = new CancellationTokenSource(StartLimit);
            await silo._process.WaitForExitAsync(limit.Token);
            return (silo._process.ExitCode, silo.Output);
        }
    }

    /// <summary>Kills the process as a power cut would: no handler runs.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks the process to stop (SIGTERM) and waits until it has.</summary>
    public async Task StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        await _process.WaitForExitAsync();
    }

    /// <summary>Starts it again with the same ports and folders.</summary>
    public async Task RestartAsync()
    {
        _process.Dispose();
        _process = Launch();
        await WaitUntilReadyAsync();
    }

    /// <summary>Submits a task and returns its id.</summary>
    public async Task<string> SubmitAsync(object task)
    {
        using var response = await Http.PostAsJsonAsync("/v1/tasks", task);
        var body = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? (string)JsonNode.Parse(body)!["task_id"]!
            : throw new InvalidOperationException($"{(int)response.StatusCode}: {body}");
    }

    /// <summary>Waits until a task is terminal and returns it.</summary>
    public async Task<JsonNode> FinishedAsync(string id)
    {
        for (var tries = 0; ; tries++)
        {
            var task = await GetAsync($"/v1/tasks/{id}?wait_ms=20000");
            if ((string?)task["status"] is "COMPLETED" or "FAILED" or "CANCELLED")
                return task;
            if (tries == 5)
                throw new TimeoutException($"Task {id} is still {task["status"]}.{Environment.NewLine}{Output}");
        }
    }

    public async Task<JsonNode> RunAsync(object task) => await FinishedAsync(await SubmitAsync(task));

    public async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await Http.GetStringAsync(path))!;

    /// <summary>Asks again until the answer is as it should be.</summary>
    public async Task<JsonNode> UntilAsync(string path, Func<JsonNode, bool> condition, double withinSeconds = 30)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var answer = await GetAsync(path);
            if (condition(answer))
                return answer;
            if (Stopwatch.GetElapsedTime(started).TotalSeconds > withinSeconds)
                throw new TimeoutException($"{path} did not come to the expected state: {answer}");
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static Dictionary<string, string> Options(TemporaryFolder folder, (string Option, string Value)[] options)
    {
        var merged = new Dictionary<string, string>
        {
            ["--urls"] = Url(),
            ["--dashboard-urls"] = Url(),
            ["--silo-port"] = Port(),
            ["--gateway-port"] = Port(),
            ["--data"] = folder.File("data"),
            ["--policies"] = folder.File("policies"),
            ["--rate-limit-per-minute"] = "0",
        };
        foreach (var (option, value) in options)
            merged[option] = value;
        CopyPolicies(merged["--policies"]);
        return merged;

        static string Port() => FreePort.Next().ToString(CultureInfo.InvariantCulture);

        static string Url() => $"http://127.0.0.1:{Port()}";
    }

    /// <summary>Puts the shipped policy files into a folder, for a test to change; a folder that is there already is left as it is.</summary>
    public static void CopyPolicies(string folder)
    {
        if (Directory.Exists(folder))
            return;
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.GetFiles(PoliciesOfTheBuild, "*.yaml"))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
    }

    private Process Launch()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(_program, "Orchestrator.Silo.dll"));
        foreach (var (option, value) in _options)
        {
            if (!option.StartsWith("--", StringComparison.Ordinal))
            {
                start.Environment[option] = value;
                continue;
            }

            start.ArgumentList.Add(option);
            start.ArgumentList.Add(value);
        }

        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Add(string? line)
    {
        if (line is null)
            return;
        lock (_output)
            _output.AppendLine(line);
    }

    private async Task WaitUntilReadyAsync()
    {
        var started = Stopwatch.GetTimestamp();
        while (!await IsReadyAsync())
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(started) > StartLimit)
                throw new InvalidOperationException($"The silo did not become ready:{Environment.NewLine}{Output}");
            await Task.Delay(50);
        }
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var response = await Http.GetAsync("/v1/health/ready");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    // Tests that only start the program have no copy of their own.
    private static string PoliciesOfTheBuild
    {
        get
        {
            var own = Path.Combine(AppContext.BaseDirectory, "policies");
            return Directory.Exists(own) ? own : Path.Combine(Checkout.Root, "policies");
        }
    }
}
