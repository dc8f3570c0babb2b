using Orchestrator.Routing;

namespace Orchestrator.Engines;

/// <summary>The token of one call: fires on the caller's cancel, at the total limit, and, where nobody below watches, after too long a silence.</summary>
internal sealed class CallLimits : IDisposable
{
    private readonly EngineOptions _options;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _total;
    private readonly CancellationTokenSource? _idle;
    private readonly CancellationTokenSource _any;

    public CallLimits(EngineOptions options, bool watchSilence, TimeProvider time, CancellationToken caller)
    {
        (_options, _caller) = (options, caller);
        _total = new CancellationTokenSource(options.TotalTimeout, time);
        _idle = watchSilence ? new CancellationTokenSource(Timeout.InfiniteTimeSpan, time) : null;
        _any = CancellationTokenSource.CreateLinkedTokenSource(caller, _total.Token, _idle?.Token ?? CancellationToken.None);
    }

    public CancellationToken Token => _any.Token;

    /// <summary>From now on silence counts.</summary>
    public void Watch() => _idle?.CancelAfter(_options.IdleTimeout);

    /// <summary>Something arrived: until the next <see cref="Watch"/> the consumer may take its time.</summary>
    public void Pause() => _idle?.CancelAfter(Timeout.InfiniteTimeSpan);

    /// <summary>Throws what the caller has to see of <paramref name="exception"/>: its own cancel first, then our limits, then the engine's fault.</summary>
    public Exception Explain(Exception? exception)
    {
        if (_caller.IsCancellationRequested)
            return new OperationCanceledException(_caller);
        if (_total.IsCancellationRequested)
            return new EngineException(EngineFault.TimedOut, $"the attempt took longer than {_options.TotalTimeout.TotalSeconds:0.###} s", null, exception);
        if (_idle is { IsCancellationRequested: true })
            return new EngineException(EngineFault.TimedOut, $"nothing arrived for {_options.IdleTimeout.TotalSeconds:0.###} s", null, exception);
        return ClientErrors.Translate(exception ?? new TimeoutException());
    }

    public void ThrowIfOver()
    {
        if (_any.IsCancellationRequested)
            throw Explain(null);
    }

    public void Dispose()
    {
        _any.Dispose();
        _idle?.Dispose();
        _total.Dispose();
    }
}
