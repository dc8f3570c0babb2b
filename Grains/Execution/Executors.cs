namespace Orchestrator.Grains;

/// <summary>
/// The way from a task to the engines of the silo that was decided for. Another silo's are behind its <see cref="IExecutorGrain"/>; those of this
/// one are called as they are, without the four messages that an enumeration across grains takes.
/// </summary>
internal sealed class Executors(EngineLanes lanes, IGrainFactory grains, ILocalSiloDetails silo)
{
    private readonly string _here = silo.SiloAddress.ToParsableString();

    public IAsyncEnumerable<AttemptUpdate> Execute(RoutingDecision decision, AttemptRequest request, CancellationToken cancellationToken) =>
        LocalLane(decision) is { } lane ? lane.Run(request, cancellationToken) : Grain(decision).Execute(request, cancellationToken);

    /// <summary>Stops an attempt without waiting for it: the engine may be stuck, or its silo gone.</summary>
    public void Cancel(RoutingDecision decision, Guid taskId, int attemptNumber)
    {
        if (LocalLane(decision) is { } lane)
            lane.Cancel(taskId, attemptNumber);
        else
            Grain(decision).Cancel(taskId, attemptNumber).Ignore();
    }

    private EngineLane? LocalLane(RoutingDecision decision) => decision.Silo == _here ? lanes.Find(decision.Engine) : null;

    private IExecutorGrain Grain(RoutingDecision decision) => grains.GetGrain<IExecutorGrain>(SiloKey.ForExecutor(decision.Target, decision.Silo));
}
