using Orleans.Concurrency;

namespace Orchestrator.Grains;

/// <summary>The door to one silo's engines of one target. Holds nothing: order and limits belong to the engine's <see cref="EngineLane"/>.</summary>
[Reentrant, OnNamedSilo, RequireCapability]
internal sealed class ExecutorGrain(EngineLanes lanes) : Grain, IExecutorGrain
{
    public IAsyncEnumerable<AttemptUpdate> Execute(AttemptRequest request, CancellationToken cancellationToken = default) =>
        lanes.Find(request.Engine) is { } lane
            ? lane.Run(request, started: null, cancellationToken)
            : Missing(request.Engine);

    public Task Cancel(Guid taskId, int attemptNumber)
    {
        lanes.Cancel(taskId, attemptNumber);
        return Task.CompletedTask;
    }

    private static async IAsyncEnumerable<AttemptUpdate> Missing(string engine)
    {
        await Task.CompletedTask;
        yield return new AttemptUpdate(null, false, new AttemptResult { Fault = EngineFault.Unreachable, Error = $"This silo has no engine '{engine}'." });
    }
}
