using Microsoft.Extensions.AI;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orchestrator.Routing;

namespace Orchestrator.Engines;

/// <summary>The engines of this silo: makes them at start, probes them in the background, disposes them at the end.</summary>
public sealed partial class EngineRegistry : IHostedService, IAsyncDisposable
{
    private readonly EngineSetup _setup;
    private readonly TimeProvider _time;
    private readonly ILogger<EngineRegistry> _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _firstProbes = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _probing = Task.CompletedTask;
    private int _started;
    private int _disposed;

    internal EngineRegistry(EngineSetup setup, IEnumerable<EngineKind> kinds, IServiceProvider services, TimeProvider time, ILogger<EngineRegistry> logger)
    {
        (_setup, _time, _logger) = (setup, time, logger);
        var byName = new Dictionary<string, EngineClientFactory>(StringComparer.Ordinal);
        foreach (var kind in kinds)
            byName[kind.Name] = kind.Create;
        Engines = [.. setup.Engines.Select(options => Register(options, byName, services))];
    }

    /// <summary>All engines, in the order of the file; those that could not be made are there too and say why.</summary>
    public IReadOnlyList<RegisteredEngine> Engines { get; }

    /// <summary>Completes when every engine has been probed once after the start.</summary>
    public Task FirstProbes => _firstProbes.Task;

    /// <summary>The engine of that name; null when there is none.</summary>
    public RegisteredEngine? Find(string name) => Engines.FirstOrDefault(engine => engine.Options.Name == name);

    /// <summary>The engines of <paramref name="target"/> that take work now, in order of preference; standby ones only when they must.</summary>
    public IEnumerable<RegisteredEngine> Available(ComputeTarget target) =>
        Engines.Where(engine => engine.Options.Target == target && engine.Availability.TakesWork);

    /// <summary>Starts the engines and their probing, and returns at once.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _started, 1) != 0)
            return;
        foreach (var engine in Engines)
        {
            if (engine.Engine is ChatClientEngine client)
                await client.StartAsync(cancellationToken);
        }

        _probing = ProbeForever(_stopping.Token);
    }

    /// <summary>Stops probing and disposes the engines.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await _stopping.CancelAsync();
        await _probing;
        _firstProbes.TrySetCanceled();
        await Task.WhenAll(Engines.Select(Stop));
        _stopping.Dispose();
    }

    /// <summary>Probes every engine now.</summary>
    public Task ProbeAsync(CancellationToken cancellationToken) => Task.WhenAll(Engines.Select(engine => Probe(engine, cancellationToken)));

    internal RegisteredEngine? Covering(RegisteredEngine standby) =>
        Engines.FirstOrDefault(other => !other.Options.Standby && other.Options.Target == standby.Options.Target && other.OwnAvailability.TakesWork);

    private RegisteredEngine Register(EngineOptions options, Dictionary<string, EngineClientFactory> kinds, IServiceProvider services)
    {
        var circuit = new EngineCircuit(_time, new CircuitOptions { QuotaZone = QuotaZones.Of(options) });
        IEngine engine;
        try
        {
            var factory = kinds.GetValueOrDefault(options.Kind)
                ?? throw new EngineException(EngineFault.BadRequest, $"no engine kind '{options.Kind}' is registered");
            engine = new ChatClientEngine(options, Observed(factory(options, services)), _time);
        }
        catch (EngineException reason)
        {
            engine = new UnavailableEngine(options, reason);
        }

        return new RegisteredEngine(this, engine, circuit);
    }

    /// <summary>Metrics and spans by the conventions for generative AI. What is said stays out of them, whatever the environment asks for.</summary>
    private static EngineClients Observed(EngineClients clients) => clients with
    {
        Chat = clients.Chat?.AsBuilder().UseOpenTelemetry(configure: client => client.EnableSensitiveData = false).Build(),
        Embeddings = clients.Embeddings?.AsBuilder().UseOpenTelemetry(configure: client => client.EnableSensitiveData = false).Build(),
    };

    private async Task ProbeForever(CancellationToken stopping)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(_setup.ProbeInterval, _time);
        try
        {
            do
            {
                await ProbeAsync(stopping);
                _firstProbes.TrySetResult();
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    private async Task Probe(RegisteredEngine engine, CancellationToken cancellationToken)
    {
        EngineHealth health;
        using var limit = new CancellationTokenSource(_setup.ProbeTimeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            health = await engine.Engine.ProbeAsync(both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            health = new EngineHealth(false, $"no answer within {_setup.ProbeTimeout.TotalSeconds:0.###} s", []);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.ProbeFailed(_logger, exception, engine.Options.Name);
            health = new EngineHealth(false, "the probe failed", []);
        }

        bool wasUp = engine.LastHealth.Healthy;
        if (!engine.Observe(health))
            return;
        string target = WireNames.Of(engine.Options.Target);
        if (health.Healthy)
            Log.Up(_logger, engine.Options.Name, target, health.Detail ?? "ready");
        else if (!wasUp)
            Log.StillDown(_logger, engine.Options.Name, target, health.Detail ?? "unhealthy");
        else
            Log.Down(_logger, engine.Options.Name, target, health.Detail ?? "unhealthy");
    }

    private async Task Stop(RegisteredEngine engine)
    {
        try
        {
            await engine.Engine.DisposeAsync();
        }
        catch (Exception exception)
        {
            Log.StopFailed(_logger, exception, engine.Options.Name);
        }
    }
}
