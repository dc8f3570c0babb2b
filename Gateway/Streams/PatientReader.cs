using System.Runtime.CompilerServices;

namespace Orchestrator.Gateway;

/// <summary>
/// Reads a stream of events for a response: sends what was written as soon as nothing more is there at once, and keeps the connection open
/// while nothing comes.
/// </summary>
internal sealed class PatientReader<T> : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly IAsyncEnumerator<T> _events;
    private KeepAlive? _keepAlive;

    public PatientReader(IAsyncEnumerable<T> source, CancellationToken cancellationToken)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _events = source.GetAsyncEnumerator(_stop.Token);
    }

    public T Current => _events.Current;

    /// <summary>Waits for the next event without writing anything.</summary>
    public ValueTask<bool> NextAsync() => _events.MoveNextAsync();

    /// <summary>Waits for the next event.</summary>
    /// <param name="sse">Where earlier events were written to; the same in each call.</param>
    /// <param name="time">The clock.</param>
    /// <param name="keepAlive">After so long without an event, something is sent.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> NextAsync(SseWriter sse, TimeProvider time, TimeSpan keepAlive)
    {
        if (sse.IsFull)
            await sse.FlushAsync(_stop.Token);
        ValueTask<bool> next = _events.MoveNextAsync();
        if (next.IsCompleted)
            return await next;
        try
        {
            await sse.FlushAsync(_stop.Token);
        }
        catch
        {
            // An enumerator must not be disposed while it moves.
            await _stop.CancelAsync();
            await ((Task)next.AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        _keepAlive ??= new KeepAlive(sse, time, keepAlive, _stop);
        _keepAlive.Begin();
        try
        {
            return await next;
        }
        finally
        {
            await _keepAlive.EndAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        // At once: what waits for this are a timer and a reader, and neither is worth another thread.
        _stop.Cancel();
        _keepAlive?.Dispose();
        await _events.DisposeAsync();
        _stop.Dispose();
    }
}
