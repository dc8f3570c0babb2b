namespace Orchestrator.Grains;

/// <summary>
/// A candidate policy or stage beside the active one. As a shadow it decides what the active one decides and nothing of it is executed; as a canary it decides
/// its share of the tasks, always the same ones, until a sequential test speaks against it. Used from the router only: not thread-safe.
/// </summary>
internal sealed class PolicyTrial(TrialRequest request, RoutingPolicy? policy, double referenceCostUsd, DateTimeOffset since)
{
    private const int MostPending = 50_000;

    private readonly Canary _canary = new(request.Mode == TrialMode.Canary ? request.Share : 0.0);
    private readonly Dictionary<Guid, (bool Candidate, double SlaMs)> _pending = [];
    private readonly long[] _activeByTarget = new long[TargetSet.All.Count];
    private readonly long[] _candidateByTarget = new long[TargetSet.All.Count];
    private readonly Side _candidate = new();
    private readonly Side _active = new();
    private long _compared;
    private long _agreed;
    private decimal _costDelta;
    private double _latencyDelta;

    public TrialRequest Request => request;

    /// <summary>Why the canary was stopped; null while it goes on.</summary>
    public string? RolledBackBecause { get; init; }

    private string? Stopped => RolledBackBecause ?? _canary.RollBackBecause;

    /// <summary>Decides with whom it falls to, and has the other one decide beside it.</summary>
    public DecisionResult Decide(DecisionEngine engine, Guid taskId, in DecisionInputs inputs)
    {
        if (Stopped is not null || inputs.Constraints.Target is not null || inputs.Constraints.Model is not null)
            return engine.Decide(inputs);

        var theirs = inputs with { Policy = policy ?? inputs.Policy, Stage = request.Stage ?? inputs.Stage, LearnedWeights = policy is null ? inputs.LearnedWeights : null };
        var covered = _canary.Covers(taskId);
        var executed = engine.Decide(covered ? theirs : inputs);
        if (executed.Decision is not { } decision)
            return executed;

        Remember(taskId, covered, inputs.Policy.Settings.ExpectedLatency(inputs.Profile, inputs.Constraints));
        if (engine.Decide(covered ? inputs : theirs).Decision is not { } other)
            return executed;

        Compare(covered ? other : decision, covered ? decision : other);
        return covered ? executed : executed with
        {
            Decision = decision with { Shadow = new ShadowDecision(other.Target, other.Stage, other.PolicyVersion, other.EstimatedCostUsd, other.EstimatedLatencyMs) },
        };
    }

    /// <summary>Takes the end of an attempt; true when it is the one that stops the canary.</summary>
    public bool Ended(Guid taskId, AttemptOutcome outcome)
    {
        if (request.Mode != TrialMode.Canary || !_pending.Remove(taskId, out var decided) || outcome.Cancelled || Stopped is not null)
            return false;
        var latency = outcome.QueueMs + outcome.ServiceMs;
        (decided.Candidate ? _candidate : _active).Add(outcome.Succeeded, latency, (double)outcome.CostUsd);
        _canary.Observe(decided.Candidate, outcome.Succeeded, latency / Math.Max(1, decided.SlaMs), (double)outcome.CostUsd / referenceCostUsd);
        return _canary.RollBackBecause is not null;
    }

    public TrialStatus Describe(RoutingPolicy active, RoutingStage stage) => new(
        request,
        (policy ?? active).Version,
        request.Stage ?? stage,
        since,
        _compared,
        _compared > 0 ? (double)_agreed / _compared : null,
        (double)_costDelta / Math.Max(1, _compared),
        _latencyDelta / Math.Max(1, _compared),
        TargetSet.All.ToDictionary(target => target, target => _activeByTarget[(int)target]),
        TargetSet.All.ToDictionary(target => target, target => _candidateByTarget[(int)target]),
        request.Mode == TrialMode.Canary ? _candidate.Describe() : null,
        request.Mode == TrialMode.Canary ? _active.Describe() : null,
        Stopped);

    private void Remember(Guid taskId, bool candidate, double slaMs)
    {
        if (request.Mode == TrialMode.Canary && _pending.Count < MostPending)
            _pending[taskId] = (candidate, slaMs);
    }

    private void Compare(RoutingDecision active, RoutingDecision candidate)
    {
        _compared++;
        _agreed += active.Target == candidate.Target ? 1 : 0;
        _costDelta += candidate.EstimatedCostUsd - active.EstimatedCostUsd;
        _latencyDelta += candidate.EstimatedLatencyMs - active.EstimatedLatencyMs;
        _activeByTarget[(int)active.Target]++;
        _candidateByTarget[(int)candidate.Target]++;
    }

    private sealed class Side
    {
        private int _tasks;
        private int _succeeded;
        private double _latency;
        private double _cost;

        public void Add(bool succeeded, double latencyMs, double costUsd) =>
            (_tasks, _succeeded, _latency, _cost) = (_tasks + 1, _succeeded + (succeeded ? 1 : 0), _latency + latencyMs, _cost + costUsd);

        public TrialSide Describe()
        {
            double tasks = Math.Max(1, _tasks);
            return new TrialSide(_tasks, _succeeded / tasks, _latency / tasks, _cost / tasks);
        }
    }
}
