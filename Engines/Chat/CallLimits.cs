using Orchestrator.Routing;

namespace Orchestrator.Engines;

/// <summary>The token of one call: fires on the caller's cancel, at the total limit, and, where nobody below watches, after too long a silence.</summary>
internal sealed class CallLimits : IDisposable
{
    private readonly EngineOptions _options;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenRegistration _byCaller;
    private readonly CancellationTokenSource? _idle;
    private readonly CancellationTokenRegistration _byIdle;

    public CallLimits(EngineOptions options, bool watchSilence, TimeProvider time, CancellationToken caller)
    {
        (_options, _caller) = (options, caller);
        _stop = new CancellationTokenSource(options.TotalTimeout, time);
        _byCaller = _stop.EndWith(caller);
        if (!watchSilence)
            return;
        _idle = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _byIdle = _stop.EndWith(_idle.Token);
    }

    public CancellationToken Token => _stop.Token;

    /// <summary>From now on silence counts.</summary>
    public void Watch() => _idle?.CancelAfter(_options.IdleTimeout);

    /// <summary>Something arrived: until the next <see cref="Watch"/> the consumer may take its time.</summary>
    public void Pause() => _idle?.CancelAfter(Timeout.InfiniteTimeSpan);

    /// <summary>Throws what the caller has to see of <paramref name="exception"/>: its own cancel first, then our limits, then the engine's fault.</summary>
    public Exception Explain(Exception? exception)
    {
        if (_caller.IsCancellationRequested)
            return new OperationCanceledException(_caller);
        if (_idle is { IsCancellationRequested: true })
            return new EngineException(EngineFault.TimedOut, $"nothing arrived for {_options.IdleTimeout.TotalSeconds:0.###} s", null, exception);
        // Neither the caller nor silence: it was the limit of the whole.
        if (_stop.IsCancellationRequested)
            return new EngineException(EngineFault.TimedOut, $"the attempt took longer than {_options.TotalTimeout.TotalSeconds:0.###} s", null, exception);
        return ClientErrors.Translate(exception ?? new TimeoutException());
    }

    public void ThrowIfOver()
    {
        if (_stop.IsCancellationRequested)
            throw Explain(null);
    }

    public void Dispose()
    {
        _byCaller.Dispose();
        _byIdle.Dispose();
        _idle?.Dispose();
        _stop.Dispose();
    }
}
