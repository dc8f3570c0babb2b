namespace Orchestrator.Gateway;

/// <summary>
/// Reads a stream of events for a response: sends what was written as soon as nothing more is there at once, and keeps the connection open
/// while nothing comes.
/// </summary>
internal sealed class PatientReader<T> : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly IAsyncEnumerator<T> _events;
    private Task<bool>? _pending;
    private Task? _silence;

    public PatientReader(IAsyncEnumerable<T> source, CancellationToken cancellationToken)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _events = source.GetAsyncEnumerator(_stop.Token);
    }

    public T Current => _events.Current;

    /// <summary>Waits for the next event without writing anything.</summary>
    public async ValueTask<bool> NextAsync() => await _events.MoveNextAsync();

    /// <summary>Waits for the next event.</summary>
    /// <param name="sse">Where earlier events were written to.</param>
    /// <param name="time">The clock.</param>
    /// <param name="keepAlive">After so long without an event, something is sent.</param>
    public async ValueTask<bool> NextAsync(SseWriter sse, TimeProvider time, TimeSpan keepAlive)
    {
        if (sse.IsFull)
            await sse.FlushAsync(_stop.Token);
        ValueTask<bool> next = _events.MoveNextAsync();
        if (next.IsCompleted)
            return await next;
        // Kept, because an enumerator must not be disposed while it moves, whatever ends this method.
        Task<bool> pending = _pending = next.AsTask();
        await sse.FlushAsync(_stop.Token);
        var heardAt = time.GetTimestamp();
        while (await Task.WhenAny(pending, _silence ??= Task.Delay(keepAlive, time, _stop.Token)) != pending)
        {
            _stop.Token.ThrowIfCancellationRequested();
            // One clock for the whole stream, not one for each event: it may have been set long before the last one came.
            TimeSpan silent = time.GetElapsedTime(heardAt);
            if (silent >= keepAlive)
            {
                sse.WriteKeepAlive();
                await sse.FlushAsync(_stop.Token);
                (heardAt, silent) = (time.GetTimestamp(), TimeSpan.Zero);
            }
            _silence = Task.Delay(keepAlive - silent, time, _stop.Token);
        }
        _pending = null;
        return await pending;
    }

    public ValueTask DisposeAsync()
    {
        // At once: what waits for this are a timer and a reader, and neither is worth another thread.
        _stop.Cancel();
        return EndAsync();
    }

    private async ValueTask EndAsync()
    {
        if (_pending is { } pending)
            await ((Task)pending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _events.DisposeAsync();
        _stop.Dispose();
    }
}
