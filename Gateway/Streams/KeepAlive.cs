namespace Orchestrator.Gateway;

/// <summary>
/// Sends what readers ignore while nothing else is sent. One clock for the whole stream: to set one for each event costs more than to write the event.
/// The response has one writer at a time: this between <see cref="Begin"/> and <see cref="EndAsync"/>, its owner otherwise.
/// </summary>
/// <param name="sse">The response.</param>
/// <param name="time">The clock.</param>
/// <param name="interval">After so long a silence something is sent, and again after each further one.</param>
/// <param name="stop">Ends the writing; cancelled when the reader has gone.</param>
internal sealed class KeepAlive(SseWriter sse, TimeProvider time, TimeSpan interval, CancellationTokenSource stop) : IDisposable
{
    // Whose the response is: the owner's, this clock's if it wants it, or this clock's while it writes.
    private const int Owned = 0, Silent = 1, Writing = 2;

    private ITimer? _timer;
    private Task _written = Task.CompletedTask;
    private long _since;
    private int _state = Owned;

    /// <summary>From now on silence counts.</summary>
    public void Begin()
    {
        Volatile.Write(ref _since, time.GetTimestamp());
        Volatile.Write(ref _state, Silent);
        _timer ??= time.CreateTimer(static state => ((KeepAlive)state!).Look(), this, interval, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Gives the response back, after what is being written.</summary>
    public ValueTask EndAsync() => TryEnd() ? ValueTask.CompletedTask : EndAfterWriteAsync();

    public void Dispose() => _timer?.Dispose();

    private bool TryEnd() => Interlocked.CompareExchange(ref _state, Owned, Silent) != Writing;

    private async ValueTask EndAfterWriteAsync()
    {
        do
            await Volatile.Read(ref _written);
        while (!TryEnd());
    }

    private void Look()
    {
        TimeSpan silent = time.GetElapsedTime(Volatile.Read(ref _since));
        if (silent >= interval)
        {
            var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _written, written.Task);
            if (Interlocked.CompareExchange(ref _state, Writing, Silent) == Silent)
            {
                _ = WriteAsync(written);
                return;
            }
            silent = TimeSpan.Zero;
        }
        _timer?.Change(interval - silent, Timeout.InfiniteTimeSpan);
    }

    private async Task WriteAsync(TaskCompletionSource written)
    {
        try
        {
            sse.WriteKeepAlive();
            await sse.FlushAsync(stop.Token);
            Volatile.Write(ref _since, time.GetTimestamp());
            _timer?.Change(interval, Timeout.InfiniteTimeSpan);
        }
        catch
        {
            // Nobody is there any more, and whoever waits for the next event learns it by this.
            await stop.CancelAsync();
        }
        finally
        {
            Volatile.Write(ref _state, Silent);
            written.SetResult();
        }
    }
}
