using Microsoft.Extensions.Options;

namespace Orchestrator.Grains;

/// <summary>
/// Publishes this silo's state at every interval, and at once when something changed that a decision depends on, such as an engine
/// that came up. Reading happens on the thread pool: a slow driver must not hold up the silo's grains.
/// </summary>
[OnNamedSilo, CollectionAgeLimit(AlwaysActive = true)]
internal sealed class ResourceGrain(SiloSnapshotReader reader, DrainingSilos draining, IOptions<OrchestratorOptions> options, TimeProvider time) : Grain, IResourceGrain
{
    /// <summary>How often the cheap figures are looked at between two samples.</summary>
    private static readonly TimeSpan CheckInterval = TimeSpan.FromMilliseconds(250);

    private SiloSnapshot? _latest;
    private long _publishedAt;

    public Task Start() => Task.CompletedTask;

    public async Task<SiloSnapshot> GetSnapshot() => _latest ??= await Task.Run(reader.Read);

    public Task NoteDraining(string silo)
    {
        draining.Add(SiloAddress.FromParsableString(silo));
        return Task.CompletedTask;
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(TickAsync, new GrainTimerCreationOptions(TimeSpan.Zero, CheckInterval) { KeepAlive = true });
        return Task.CompletedTask;
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        var due = _latest is null || time.GetElapsedTime(_publishedAt) >= options.Value.ResourceInterval;
        if (!due && !reader.EnginesChangedSince(_latest!))
            return;
        _latest = await Task.Run(reader.Read, cancellationToken);
        _publishedAt = time.GetTimestamp();
        await GrainFactory.GetGrain<IRouterGrain>(0).Publish(_latest);
    }
}
