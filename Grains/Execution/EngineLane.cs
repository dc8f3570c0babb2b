using System.Collections.Concurrent;
using Orchestrator.Engines;

namespace Orchestrator.Grains;

/// <summary>
/// One engine of this silo with its queue and the attempts it works on. The engine runs on the thread pool, never on a grain's turn.
/// </summary>
internal sealed class EngineLane(RegisteredEngine engine, TimeSpan agingStep, TimeProvider time)
{
    private readonly ConcurrentDictionary<(Guid TaskId, int Attempt), CancellationTokenSource> _attempts = new();
    private volatile bool _closed;

    public RegisteredEngine Engine => engine;

    public EngineOptions Options => engine.Engine.Options;

    public AdmissionQueue Queue { get; } = new(engine.Engine.Options.Concurrency, engine.Engine.Options.QueueLimit, agingStep, time);

    public void Cancel(Guid taskId, int attemptNumber)
    {
        if (_attempts.TryGetValue((taskId, attemptNumber), out var source))
            Stop(source);
    }

    /// <summary>Stops every attempt, and every one that still comes: this silo is about to stop.</summary>
    public void Close()
    {
        _closed = true;
        foreach (var source in _attempts.Values)
            Stop(source);
    }

    private static void Stop(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The attempt ended in this moment.
        }
    }

    /// <summary>One attempt, which starts when it is enumerated. Ending the enumeration early stops the engine.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="started">See <see cref="AttemptUpdates"/>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public LaneAttempt Run(AttemptRequest request, Action? started, CancellationToken cancellationToken) => new(this, request, started, cancellationToken);

    /// <summary>Starts an attempt's work; the task ends after its result was told.</summary>
    public Task Start(AttemptRequest request, AttemptUpdates updates, CancellationTokenSource stop)
    {
        _attempts[(request.TaskId, request.AttemptNumber)] = stop;
        if (_closed)
            stop.Cancel();
        // Behind what waits for a thread already. Measured: it costs less when tasks that came together take this step together than when each goes on alone.
        return Task.Factory.StartNew(
            () => MeasuredAsync(request, updates, stop.Token), CancellationToken.None, TaskCreationOptions.DenyChildAttach | TaskCreationOptions.PreferFairness, TaskScheduler.Default).Unwrap();
    }

    public void Forget(AttemptRequest request) => _attempts.TryRemove((request.TaskId, request.AttemptNumber), out _);

    private Task MeasuredAsync(AttemptRequest request, AttemptUpdates updates, CancellationToken cancellationToken)
    {
        using var stage = StageMeter.Measure(TaskStage.Execute);
        return ProduceAsync(request, updates, cancellationToken);
    }

    private async Task ProduceAsync(AttemptRequest request, AttemptUpdates updates, CancellationToken cancellationToken)
    {
        var attempt = new AttemptRun(engine, request, updates, time);
        var result = await attempt.RunAsync(Queue, cancellationToken);
        updates.Add(new AttemptUpdate(null, false, result));
    }
}
