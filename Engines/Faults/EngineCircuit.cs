namespace Orchestrator.Engines;

/// <summary>
/// Circuit breaker of one engine. Opens after faults in a row, holds after a rate limit or a spent quota, blocks until a probe after a missing model or a
/// refused key; then lets one trial in, and closes when that succeeds. Thread-safe.
/// </summary>
public sealed class EngineCircuit(TimeProvider time, CircuitOptions? options = null)
{
    private readonly CircuitOptions _options = options ?? new CircuitOptions();
    private readonly Lock _gate = new();
    private long _generation;
    private bool _closed = true;
    private bool _awaitsProbe;
    private int _faultsInRow;
    private int _openingsInRow;
    private DateTimeOffset _until;
    private DateTimeOffset? _trialSince;
    private string? _detail;

    /// <summary>Where it stands now.</summary>
    public CircuitStatus Status
    {
        get
        {
            lock (_gate)
            {
                if (_closed)
                    return new CircuitStatus(CircuitState.Closed, true, null, null);
                var now = time.GetUtcNow();
                return MayTry(now)
                    ? new CircuitStatus(CircuitState.HalfOpen, !TrialRuns(now), _until, _detail)
                    : new CircuitStatus(CircuitState.Open, false, _until, _detail);
            }
        }
    }

    /// <summary>Asks to send one call. Whoever gets a pass reports back through it exactly once; null means: not now.</summary>
    public CircuitPass? TryEnter()
    {
        lock (_gate)
        {
            if (_closed)
                return new CircuitPass(this, _generation, trial: false);
            var now = time.GetUtcNow();
            if (!MayTry(now) || TrialRuns(now))
                return null;
            _trialSince = now;
            return new CircuitPass(this, _generation, trial: true);
        }
    }

    /// <summary>Takes a probe's finding: a healthy one lifts a block.</summary>
    public void Observe(EngineHealth health)
    {
        if (!health.Healthy)
            return;
        lock (_gate)
            _awaitsProbe = false;
    }

    internal void Succeed(CircuitPass pass)
    {
        lock (_gate)
            Answered(pass);
    }

    internal void Abandon(CircuitPass pass)
    {
        lock (_gate)
        {
            if (pass.Trial && pass.Generation == _generation)
                _trialSince = null;
        }
    }

    internal void Fail(CircuitPass pass, EngineException fault)
    {
        var effect = FaultPolicy.For(fault.Fault).Circuit;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            // A call that started before the circuit opened adds nothing to a count that was taken already.
            bool stale = pass.Generation != _generation;
            switch (effect)
            {
                case CircuitEffect.None:
                    Answered(pass);
                    break;
                case CircuitEffect.Count when stale:
                    break;
                case CircuitEffect.Count:
                    if (pass.Trial || ++_faultsInRow >= _options.FaultsToOpen)
                        Open(now + NextOpening(), fault, awaitsProbe: false);
                    break;
                case CircuitEffect.HoldForRetryAfter:
                    Open(now + (fault.RetryAfter ?? _options.DefaultRetryAfter), fault, awaitsProbe: false);
                    break;
                case CircuitEffect.HoldUntilQuotaReset:
                    Open(NextMidnight(now), fault, awaitsProbe: false);
                    break;
                case CircuitEffect.BlockUntilProbe when !stale:
                    Open(now + NextOpening(), fault, awaitsProbe: true);
                    break;
            }
        }
    }

    private bool MayTry(DateTimeOffset now) => !_awaitsProbe && now >= _until;

    private bool TrialRuns(DateTimeOffset now) => _trialSince is { } since && now - since < _options.LongestTrial;

    // Also for a request that was itself at fault: an engine that says so works, and a trial that ends so closes the circuit.
    private void Answered(CircuitPass pass)
    {
        if (pass.Generation != _generation)
            return;
        _faultsInRow = 0;
        if (!pass.Trial)
            return;
        _closed = true;
        _openingsInRow = 0;
        _detail = null;
        _trialSince = null;
        _generation++;
    }

    private void Open(DateTimeOffset until, EngineException fault, bool awaitsProbe)
    {
        // Of two reasons the one that lasts longer counts.
        _until = _closed || until > _until ? until : _until;
        _awaitsProbe |= awaitsProbe;
        _closed = false;
        _faultsInRow = 0;
        _trialSince = null;
        _detail = fault.Message;
        _generation++;
    }

    private TimeSpan NextOpening()
    {
        var doubled = _options.FirstOpening * Math.Pow(2, Math.Min(_openingsInRow++, 20));
        return doubled < _options.LongestOpening ? doubled : _options.LongestOpening;
    }

    private DateTimeOffset NextMidnight(DateTimeOffset now)
    {
        var midnight = TimeZoneInfo.ConvertTime(now, _options.QuotaZone).Date.AddDays(1);
        return new DateTimeOffset(midnight, _options.QuotaZone.GetUtcOffset(midnight));
    }
}

/// <summary>The right to send one call through an <see cref="EngineCircuit"/>. Exactly one of the three methods is called, once.</summary>
public readonly record struct CircuitPass
{
    private readonly EngineCircuit _circuit;

    internal CircuitPass(EngineCircuit circuit, long generation, bool trial)
    {
        _circuit = circuit;
        Generation = generation;
        Trial = trial;
    }

    internal long Generation { get; }

    internal bool Trial { get; }

    /// <summary>A whole answer came.</summary>
    public void Succeed() => _circuit.Succeed(this);

    /// <summary>The engine failed.</summary>
    public void Fail(EngineException fault) => _circuit.Fail(this, fault);

    /// <summary>The caller cancelled: says nothing about the engine.</summary>
    public void Abandon() => _circuit.Abandon(this);
}
