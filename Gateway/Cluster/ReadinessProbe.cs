using Microsoft.Extensions.Options;

namespace Orchestrator.Gateway;

/// <summary>Asks the store, the cluster and the engines at the same time, and waits for none of them longer than the readiness timeout.</summary>
internal sealed class ReadinessProbe(GrainCalls calls, IEnumerable<IReadinessCheck> others, TimeProvider time, IOptions<GatewayOptions> options)
{
    private readonly TimeSpan _timeout = options.Value.ReadinessTimeout;

    public async Task<Readiness> CheckAsync()
    {
        Task<DependencyState> store = WithinAsync(CheckStoreAsync, DependencyOf);
        Task<IReadOnlyList<SiloStatus>?> silos = WithinAsync<IReadOnlyList<SiloStatus>?>(async () => await calls.Router.Silos(), static _ => null);
        Task<(string Name, DependencyState State)>[] more = [.. others.Select(NamedAsync)];
        var checks = new Dictionary<string, DependencyState>
        {
            ["store"] = await store,
            ["cluster"] = Cluster(await silos),
            ["engines"] = Engines(await silos),
        };
        foreach (var (name, state) in await Task.WhenAll(more))
            checks[name] = state;
        var up = checks.Values.All(check => check.Status == HealthState.Up);
        return new Readiness(up ? HealthState.Up : HealthState.Down, checks);
    }

    private static DependencyState Cluster(IReadOnlyList<SiloStatus>? silos) => silos switch
    {
        null => Down("the cluster does not answer"),
        _ when silos.Any(Usable) => Up($"{silos.Count(Usable)} of {silos.Count} silos take work"),
        _ => Down($"none of {silos.Count} silos takes work"),
    };

    private static DependencyState Engines(IReadOnlyList<SiloStatus>? silos)
    {
        if (silos is null)
            return Down("unknown while the cluster does not answer");
        EngineSnapshot[] engines = [.. silos.Where(Usable).SelectMany(silo => silo.Snapshot.Engines)];
        EngineSnapshot[] usable = [.. engines.Where(engine => engine.Healthy && !engine.CircuitOpen)];
        if (usable.Length > 0)
            return Up(string.Join(", ", usable.Select(engine => $"{engine.Name} ({WireNames.Of(engine.Target)})").Distinct()));
        return Down(engines.Length == 0 ? "no engine is configured" : string.Join("; ", engines.Select(engine => $"{engine.Name}: {engine.Detail ?? "not healthy"}")));
    }

    private async Task<(string Name, DependencyState State)> NamedAsync(IReadinessCheck check) =>
        (check.Name, await WithinAsync(async () => await check.CheckAsync() is { } fault ? Down(fault) : Up(null), DependencyOf));

    private async Task<DependencyState> CheckStoreAsync() => await calls.Query.CheckStore() is { } fault ? Down(fault) : Up(null);

    /// <summary>The answer, or what <paramref name="otherwise"/> makes of a call that failed or took too long.</summary>
    private async Task<T> WithinAsync<T>(Func<Task<T>> check, Func<Exception, T> otherwise)
    {
        try
        {
            return await check().WaitAsync(_timeout, time);
        }
        catch (Exception exception)
        {
            return otherwise(exception);
        }
    }

    private static DependencyState DependencyOf(Exception exception) =>
        Down(exception is TimeoutException ? "does not answer in time" : "cannot be asked");

    private static bool Usable(SiloStatus silo) => !silo.Stale && !silo.Snapshot.Draining;

    private static DependencyState Up(string? detail) => new(HealthState.Up, detail);

    private static DependencyState Down(string detail) => new(HealthState.Down, detail);
}
