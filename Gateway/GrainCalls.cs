using Microsoft.Extensions.Options;

namespace Orchestrator.Gateway;

/// <summary>
/// Calls into the cluster, each with a limit of its own: Orleans' 30 seconds are too long for somebody who waits. What may be repeated is tried
/// twice, since a lost silo rejects the first call and the second finds the grain elsewhere.
/// </summary>
internal sealed class GrainCalls(IGrainFactory grains, TimeProvider time, IOptions<GatewayOptions> options)
{
    private readonly GatewayOptions _options = options.Value;

    public ITaskGrain Task(Guid id) => grains.GetGrain<ITaskGrain>(id);

    public IRouterGrain Router => grains.GetGrain<IRouterGrain>(0);

    public ITaskQueryGrain Query => grains.GetGrain<ITaskQueryGrain>(0);

    public IIdempotencyGrain Idempotency(string account, string key) => grains.GetGrain<IIdempotencyGrain>($"{account}|{key}");

    /// <summary>A call that changes nothing.</summary>
    public Task<TResult> ReadAsync<TState, TResult>(TState state, Func<GrainCalls, TState, Task<TResult>> call, CancellationToken cancellationToken) =>
        TwiceAsync(state, call, _options.ReadTimeout, cancellationToken);

    /// <summary>A write that does the same when it is repeated. Not ended by a client that goes away: half a submission helps nobody.</summary>
    public Task<TResult> RepeatableWriteAsync<TState, TResult>(TState state, Func<GrainCalls, TState, Task<TResult>> call) =>
        TwiceAsync(state, call, _options.WriteTimeout, CancellationToken.None);

    /// <summary>A write that is tried once.</summary>
    public Task<TResult> WriteAsync<TResult>(Task<TResult> call) => call.WaitAsync(_options.WriteTimeout, time);

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
            TaskSnapshot? task = await TwiceAsync(
                (id, (int)slice.TotalMilliseconds),
                static (calls, state) => calls.Task(state.id).Get(state.Item2),
                _options.ReadTimeout + slice,
                cancellationToken);
            if (task is null || task.IsTerminal || time.GetElapsedTime(start) >= wait)
                return task;
            if (time.GetElapsedTime(called) < slice / 2)
                await System.Threading.Tasks.Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken);
        }
    }

    private async Task<TResult> TwiceAsync<TState, TResult>(
        TState state, Func<GrainCalls, TState, Task<TResult>> call, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            return await call(this, state).WaitAsync(timeout, time, cancellationToken);
        }
        catch (Exception exception) when (Unavailability.Is(exception) && !cancellationToken.IsCancellationRequested)
        {
            return await call(this, state).WaitAsync(timeout, time, cancellationToken);
        }
    }
}
