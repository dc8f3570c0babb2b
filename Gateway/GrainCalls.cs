using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Orchestrator.Gateway;

/// <summary>
/// Calls into the cluster, each with a limit of its own: Orleans' 30 seconds are too long for somebody who waits. What may be repeated is
/// repeated after a short wait for an answer: a call that went to a silo that died is never answered, and the next one finds the grain elsewhere.
/// </summary>
/// <param name="grains">The cluster.</param>
/// <param name="lifetime">This process.</param>
/// <param name="time">The clock.</param>
/// <param name="options">Limits.</param>
/// <param name="local">The tasks of a silo in this process; null where there is none.</param>
internal sealed class GrainCalls(
    IGrainFactory grains, IHostApplicationLifetime lifetime, TimeProvider time, IOptions<GatewayOptions> options, ILocalTasks? local = null)
{
    private static readonly TimeSpan RepeatPause = TimeSpan.FromMilliseconds(200);

    private readonly GatewayOptions _options = options.Value;
    private readonly GrainReferences _references = new(grains);

    public ITaskGrain Task(Guid id) => _references.Task(id);

    /// <summary>Submits under a new id for a caller that stays; on a silo in this process where there is one.</summary>
    public Task<SubmitReceipt> Begin(Guid id, TaskSubmission submission) => local?.Begin(Task(id), submission) ?? Task(id).Submit(submission);

    public IRouterGrain Router => _references.Router;

    public IPolicyGrain Policy => grains.GetGrain<IPolicyGrain>(0);

    public ITaskQueryGrain Query => _references.Query;

    public IAccountGrain Account(string name) => _references.Account(name);

    public ILearningGrain Learning => grains.GetGrain<ILearningGrain>(0);

    public IIdempotencyGrain Idempotency(string account, string key) => grains.GetGrain<IIdempotencyGrain>($"{account}|{key}");

    /// <summary>A call that changes nothing.</summary>
    public Task<TResult> ReadAsync<TState, TResult>(TState state, Func<GrainCalls, TState, Task<TResult>> call, CancellationToken cancellationToken) =>
        RepeatAsync(state, call, _options.ReadTimeout, TimeSpan.Zero, cancellationToken);

    /// <summary>A write that does the same when it is repeated. Not ended by a client that goes away: half a submission helps nobody.</summary>
    public Task<TResult> RepeatableWriteAsync<TState, TResult>(TState state, Func<GrainCalls, TState, Task<TResult>> call) =>
        RepeatAsync(state, call, _options.WriteTimeout, TimeSpan.Zero, CancellationToken.None);

    /// <summary>A write that is tried once.</summary>
    public Task<TResult> WriteAsync<TResult>(Task<TResult> call) => call.WaitAsync(_options.WriteTimeout, time);

    /// <summary>A call that computes for a while and changes nothing.</summary>
    public Task<TResult> SlowAsync<TResult>(Task<TResult> call, CancellationToken cancellationToken) => call.WaitAsync(_options.SlowTimeout, time, cancellationToken);

    /// <summary>The task; waits up to <paramref name="waitMs"/> for its end. Null when there is none.</summary>
    public async Task<TaskSnapshot?> GetTaskAsync(Guid id, int waitMs, CancellationToken cancellationToken)
    {
        var wait = TimeSpan.FromMilliseconds(waitMs);
        var start = time.GetTimestamp();
        while (true)
        {
            TimeSpan left = wait - time.GetElapsedTime(start);
            TimeSpan slice = left < TimeSpan.Zero ? TimeSpan.Zero : left < _options.LongPollSlice ? left : _options.LongPollSlice;
            var called = time.GetTimestamp();
            TaskSnapshot? task = await GetSliceAsync(id, slice, cancellationToken);
            if (task is null || task.IsTerminal || time.GetElapsedTime(start) >= wait || lifetime.ApplicationStopping.IsCancellationRequested)
                return task;
            if (time.GetElapsedTime(called) < slice / 2)
                await System.Threading.Tasks.Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken);
        }
    }

    /// <summary>Everything that happens to the task after <paramref name="afterSequence"/>; <paramref name="awaitsAnswer"/> as <see cref="ILocalTasks.Follow"/> has it.</summary>
    public IAsyncEnumerable<TaskEvent> Watch(Guid id, long afterSequence, bool awaitsAnswer, CancellationToken cancellationToken) =>
        local?.Follow(id, afterSequence, awaitsAnswer, cancellationToken) ?? Task(id).Watch(afterSequence, cancellationToken);

    /// <summary>One call of a long poll. A process that is about to stop answers its waiters with what is known then.</summary>
    private async Task<TaskSnapshot?> GetSliceAsync(Guid id, TimeSpan slice, CancellationToken cancellationToken)
    {
        if (slice > TimeSpan.Zero)
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
            try
            {
                if (local is not null && await local.WaitAsync(id, slice, ending.Token) is { } here)
                    return here;
                return await RepeatAsync((id, (int)slice.TotalMilliseconds), static (calls, state) => calls.Task(state.id).Get(state.Item2), _options.ReadTimeout, slice, ending.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // The process stops.
            }
        }

        return local?.Find(id) ?? await RepeatAsync(id, static (calls, id) => calls.Task(id).Get(0), _options.ReadTimeout, TimeSpan.Zero, cancellationToken);
    }

    /// <summary>Calls until there is an answer or <paramref name="timeout"/> is over; <paramref name="wait"/> is what the call itself is meant to take.</summary>
    private async Task<TResult> RepeatAsync<TState, TResult>(
        TState state, Func<GrainCalls, TState, Task<TResult>> call, TimeSpan timeout, TimeSpan wait, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            var called = time.GetTimestamp();
            // On a busy machine the pause may outlast what was left.
            TimeSpan left = TimeSpan.FromTicks(Math.Max(0, (timeout - time.GetElapsedTime(start)).Ticks));
            TimeSpan limit = left < _options.CallTimeout * 1.4 ? left : _options.CallTimeout;
            try
            {
                return await call(this, state).WaitAsync(limit + wait, time, cancellationToken);
            }
            catch (Exception exception) when (ClusterFaults.ArePassing(exception) && !cancellationToken.IsCancellationRequested && time.GetElapsedTime(start) + RepeatPause < timeout)
            {
                // A rejection comes at once; it takes the cluster a moment to become another.
                TimeSpan pause = RepeatPause - time.GetElapsedTime(called);
                if (pause > TimeSpan.Zero)
                    await System.Threading.Tasks.Task.Delay(pause, time, cancellationToken);
            }
        }
    }
}
