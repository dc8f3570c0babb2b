using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace Orchestrator.Engines;

/// <summary>
/// Keeps one llama.cpp server running as a child process. Native code stays out of this process on purpose: a failed assertion in llama.cpp
/// aborts whatever process it runs in. Thread-safe.
/// </summary>
public sealed partial class LlamaServer : IAsyncDisposable
{
    private static readonly TimeSpan FailedWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LivenessInterval = TimeSpan.FromSeconds(15);
    private const int LivenessMisses = 4;

    private readonly LlamaServerOptions _options;
    private readonly ILogger<LlamaServer> _logger;
    private readonly TimeProvider _time;
    private readonly LlamaHealthProbe _probe;
    private readonly RestartBackoff _backoff = new();
    private readonly LlamaPidFile _pidFile;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = NewSignal();
    private LlamaServerStatus _status;
    private Task? _supervision;

    public LlamaServer(LlamaServerOptions options, ILogger<LlamaServer> logger, TimeProvider time)
    {
        (_options, _logger, _time) = (options, logger, time);
        _probe = new(options.ProbeTimeout);
        _pidFile = new(Path.Combine(options.DataDirectory, $"llama-{options.Name}.pid"));
        var modelName = options.ModelPath is { } path ? Path.GetFileNameWithoutExtension(path) : DemoModel.Name(options.DemoQuantization);
        _status = new(LlamaServerState.Stopped, null, null, modelName, options.Slots, options.ContextTokens, "not started", null, 0);
    }

    /// <summary>Where it stands now.</summary>
    public LlamaServerStatus Status => Volatile.Read(ref _status);

    /// <summary>Begins supervision and returns at once; a second call does nothing.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopping.IsCancellationRequested, this);
            if (_supervision is not null) return Task.CompletedTask;
            _status = _status with { State = LlamaServerState.Starting, Detail = "starting" };
            _supervision = Task.Run(SuperviseAsync, CancellationToken.None);
        }

        return Task.CompletedTask;
    }

    /// <summary>Completes when it takes requests.</summary>
    /// <exception cref="InvalidOperationException">It cannot run, or was stopped; the message says why.</exception>
    public async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            LlamaServerStatus status;
            lock (_gate) (changed, status) = (_changed.Task, _status);
            if (status.State == LlamaServerState.Ready) return;
            if (status.State == LlamaServerState.Failed || _stopping.IsCancellationRequested) throw new InvalidOperationException(status.Detail);
            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Stops the process and everything it started.</summary>
    public async ValueTask DisposeAsync()
    {
        Task? supervision;
        lock (_gate)
        {
            if (_stopping.IsCancellationRequested) return;
            _stopping.Cancel();
            supervision = _supervision;
        }

        if (supervision is not null) await supervision;
        Publish(Status with { State = LlamaServerState.Stopped, Endpoint = null, ApiKey = null, ProcessId = null, Detail = "stopped" });
        _probe.Dispose();
        _stopping.Dispose();
    }

    private async Task SuperviseAsync()
    {
        var stopping = _stopping.Token;
        try
        {
            Directory.CreateDirectory(_options.DataDirectory);
            if (_pidFile.Sweep() is { } swept) LogSwept(_options.Name, swept);
            while (!stopping.IsCancellationRequested)
            {
                var end = await RunOnceAsync(stopping);
                var wait = end.Permanent ? FailedWait : _backoff.Next(end.ReadyFor);
                if (end.Permanent && Status.Detail != end.Reason) LogFailed(_options.Name, end.Reason);
                else if (!end.Permanent) LogRestart(_options.Name, end.Reason, wait.TotalMilliseconds);
                var state = end.Permanent ? LlamaServerState.Failed : LlamaServerState.Restarting;
                Publish(Status with { State = state, Endpoint = null, ApiKey = null, ProcessId = null, Detail = end.Reason });
                await Task.Delay(wait, _time, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Asked to stop.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogFailed(_options.Name, e.Message);
            Publish(Status with { State = LlamaServerState.Failed, Detail = e.Message });
        }
        finally
        {
            _pidFile.Delete();
        }
    }

    /// <summary>One life of the process, from start to end.</summary>
    private async Task<ProcessEnd> RunOnceAsync(CancellationToken stopping)
    {
        var command = LlamaCommand.Resolve(_options.CommandPath, AppContext.BaseDirectory, Environment.GetEnvironmentVariable("PATH"), out var problem);
        if (command is null) return new(problem!, Permanent: true);
        var model = _options.ModelPath ?? DemoModel.EnsureWritten(Path.Combine(_options.DataDirectory, "models"), _options.DemoQuantization);
        if (!File.Exists(model)) return new($"The model file does not exist: {model}", Permanent: true);

        var port = FreePort();
        var key = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var arguments = command.Arguments(_options, model, Status.ModelName, port);
        var started = _time.GetTimestamp();
        LlamaServerProcess process;
        try
        {
            process = LlamaServerProcess.Start(command.FileName, arguments, key);
        }
        catch (Win32Exception e)
        {
            return new($"{command.FileName} cannot be executed: {e.Message}", Permanent: true);
        }

        await using (process)
        {
            _pidFile.Write(process.Id, arguments);
            Publish(Status with { ProcessId = process.Id, Restarts = Status.State == LlamaServerState.Starting ? 0 : Status.Restarts + 1 });
            if (await WaitForModelAsync(process, port, stopping) is { } failure) return failure;
            var ready = _time.GetTimestamp();
            var endpoint = new Uri($"http://127.0.0.1:{port}/v1/");
            Publish(Status with { State = LlamaServerState.Ready, Endpoint = endpoint, ApiKey = key, Detail = null });
            LogReady(_options.Name, Status.ModelName, endpoint, process.Id, _time.GetElapsedTime(started).TotalMilliseconds);
            var reason = await WatchAsync(process, port, stopping);
            return new(reason, Permanent: false, _time.GetElapsedTime(ready));
        }
    }

    /// <summary>Null once the model is loaded; else why it is not.</summary>
    private async Task<ProcessEnd?> WaitForModelAsync(LlamaServerProcess process, int port, CancellationToken stopping)
    {
        var started = _time.GetTimestamp();
        for (var interval = TimeSpan.FromMilliseconds(20); ; interval = TimeSpan.FromTicks(Math.Min(interval.Ticks * 5 / 4, TimeSpan.TicksPerMillisecond * 250)))
        {
            var (health, reason) = await _probe.AskAsync(port, stopping);
            if (process.HasExited) return await DescribeExitAsync(process, stopping);
            if (health == LlamaHealth.Ready) return null;
            if (health == LlamaHealth.LoadFailed) return new($"The model cannot be loaded: {reason}", Permanent: true);
            if (_time.GetElapsedTime(started) > _options.StartTimeout) return new($"The model was not loaded within {_options.StartTimeout}", Permanent: false);
            await Task.Delay(interval, _time, stopping);
        }
    }

    /// <summary>Returns why the process is of no use any more: it ended, or has stopped answering.</summary>
    private async Task<string> WatchAsync(LlamaServerProcess process, int port, CancellationToken stopping)
    {
        var exit = process.WaitForExitAsync(stopping);
        for (var misses = 0; misses < LivenessMisses;)
        {
            await Task.WhenAny(exit, Task.Delay(LivenessInterval, _time, stopping));
            stopping.ThrowIfCancellationRequested();
            if (process.HasExited) return (await DescribeExitAsync(process, stopping)).Reason;
            var (health, _) = await _probe.AskAsync(port, stopping);
            misses = health == LlamaHealth.Ready ? 0 : misses + 1;
        }

        return "The process no longer answers";
    }

    /// <summary>LlamaHost exits with 2 for what a restart cannot mend.</summary>
    private static async Task<ProcessEnd> DescribeExitAsync(LlamaServerProcess process, CancellationToken stopping)
    {
        await process.WaitForExitAsync(stopping);
        var lines = process.LastLines;
        var said = lines.Count == 0 ? "it said nothing" : string.Join(" | ", lines.TakeLast(3));
        return new($"The process ended with {process.ExitCode}: {said}", Permanent: process.ExitCode == 2);
    }

    private void Publish(LlamaServerStatus status)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            Volatile.Write(ref _status, status);
            (changed, _changed) = (_changed, NewSignal());
        }

        changed.TrySetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A port that was free a moment ago; when another program takes it first, the restart picks the next.</summary>
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private readonly record struct ProcessEnd(string Reason, bool Permanent, TimeSpan ReadyFor = default);
}
