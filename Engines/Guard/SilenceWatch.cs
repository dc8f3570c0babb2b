namespace Orchestrator.Engines;

/// <summary>
/// Cancels a stream that was silent for too long while somebody waited for it. One clock for the whole stream: to set one for each read costs more than to read
/// a token.
/// </summary>
/// <param name="limit">The longest silence.</param>
/// <param name="stop">What is cancelled then.</param>
/// <param name="time">The clock.</param>
internal sealed class SilenceWatch(TimeSpan limit, CancellationTokenSource stop, TimeProvider time) : IDisposable
{
    private ITimer? _timer;
    private long _since;
    private volatile bool _waiting;
    private volatile bool _wasTooLong;

    /// <summary>True once it has cancelled the stream.</summary>
    public bool WasTooLong => _wasTooLong;

    /// <summary>From now on silence counts.</summary>
    public void Begin()
    {
        Volatile.Write(ref _since, time.GetTimestamp());
        _waiting = true;
        _timer ??= time.CreateTimer(static state => ((SilenceWatch)state!).Look(), this, limit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Something arrived.</summary>
    public void End() => _waiting = false;

    public void Dispose() => _timer?.Dispose();

    private void Look()
    {
        var silent = _waiting ? time.GetElapsedTime(Volatile.Read(ref _since)) : TimeSpan.Zero;
        if (silent < limit)
        {
            _timer?.Change(limit - silent, Timeout.InfiniteTimeSpan);
            return;
        }

        _wasTooLong = true;
        stop.Cancel();
    }
}
