namespace Orchestrator.Routing;

/// <summary>
/// Predicts the outcome of a task at every engine from what was learned and from its own ledger of what it handed out, and weighs the outcomes by utility.
/// The owner books every decision and reports every end, whichever stage decided, so that the ledger is whole. Not thread safe: one router, one thread.
/// Times are seconds on one clock of the owner's choice.
/// </summary>
public sealed class UtilityRouter(ServicePriors priors, QualityTable quality, UtilitySettings settings)
{
    private readonly Dictionary<(string Silo, string Engine), EnginePlace> _places = [];
    private readonly List<EnginePlace> _inOrder = [];
    private readonly Dictionary<(string Silo, string Engine), PlaceState> _restored = [];
    private readonly Dictionary<Guid, HandedTask> _handed = [];
    private readonly RunningMean _referenceCost = new(settings.ReferenceCostUsd, 20.0, 2000.0);
    private readonly RunningMean[] _tokenScale = [.. Enum.GetValues<TaskType>().Select(_ => new RunningMean(1.0, 20.0, 500.0))];

    public UtilitySettings Settings => settings;

    public QualityTable Quality => quality;

    /// <summary>Mean cost of a task on the cloud lately, USD: the unit in which cost is weighed.</summary>
    public double ReferenceCostUsd => _referenceCost.Value;

    /// <summary>Every engine it has met; grows while it is read.</summary>
    internal IReadOnlyList<EnginePlace> Places => _inOrder;

    /// <summary>A task as the model sees it, from a decision that was taken, whichever stage took it.</summary>
    public UtilityTask Describe(in DecisionInputs inputs, RoutingDecision decision, double now)
    {
        ArgumentNullException.ThrowIfNull(decision);
        var (cost, allowed) = (default(TargetFigures), TargetSet.None);
        foreach (var candidate in decision.Candidates)
        {
            cost = cost.With(candidate.Target, (double)candidate.EstimatedCostUsd);
            if (candidate.Silo is not null)
                allowed = allowed.With(candidate.Target);
        }

        return Describe(inputs, cost, allowed, now);
    }

    /// <summary>What is expected of a task that comes to an engine now.</summary>
    public UtilityForecast Assess(in UtilityTask task, EngineState engine, double now)
    {
        ArgumentNullException.ThrowIfNull(engine);
        var place = PlaceOf(engine);
        return Assess(task, place, place.WaitFor(task.Stake.Value, now), now);
    }

    /// <summary>The same before it is weighed.</summary>
    public OutcomeForecast Forecast(in UtilityTask task, EngineState engine, double now)
    {
        ArgumentNullException.ThrowIfNull(engine);
        var place = PlaceOf(engine);
        return Forecast(task, place, place.WaitFor(task.Stake.Value, now));
    }

    /// <summary>Books a task that was sent to an engine. A task that is booked already is moved.</summary>
    /// <param name="sentBefore">How often it was sent somewhere before, as far as that is over: its failed attempts.</param>
    public void Book(Guid id, in UtilityTask task, EngineState engine, double now, int sentBefore = 0)
    {
        ArgumentNullException.ThrowIfNull(engine);
        Book(id, task, PlaceOf(engine), now, sentBefore);
        if (task.Allowed.Contains(ComputeTarget.Cloud))
            _referenceCost.Observe(task.CostUsd.Cloud);
    }

    /// <summary>Learns from the end of an attempt and frees its slot. Without effect on a task that is not booked.</summary>
    public void Ended(Guid id, AttemptOutcome outcome, double now)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        if (!_handed.Remove(id, out var handed) || handed.Place is not { } place)
            return;

        if (outcome is { Succeeded: true, ColdStart: false })
        {
            if (outcome.InputTokens is { } tokens && handed.Task.InputTokens > 0.0)
                _tokenScale[(int)outcome.Type].Observe(Math.Clamp(tokens * handed.Task.TokenScale / handed.Task.InputTokens, 0.2, 5.0));

            place.Model.Succeeded(
                outcome.Type, outcome.InputTokens ?? handed.Task.InputTokens, outcome.OutputTokens, handed.Shared, handed.Service, outcome.ServiceMs / 1000.0);
        }
        else if (outcome is { Succeeded: false, Cancelled: false })
        {
            place.Model.Failed();
        }

        place.Remove(handed, now);
    }

    /// <summary>Forgets a task without learning from it.</summary>
    public void Forget(Guid id, double now)
    {
        if (_handed.Remove(id, out var handed))
            handed.Place?.Remove(handed, now);
    }

    /// <summary>Drops the engines of a silo that is gone; what was learned of them waits for a silo of the same name.</summary>
    public void ForgetSilo(string silo)
    {
        foreach (var place in _inOrder.Where(place => place.Silo == silo).ToList())
        {
            _restored[(place.SiloName, place.Engine)] = place.Model.Save();
            _places.Remove((silo, place.Engine));
            _inOrder.Remove(place);
        }
    }

    /// <summary>Everything it has learned, for persistence.</summary>
    public UtilityState Save() => new(
        [
            .. _inOrder.Select(place => new NamedPlaceState(place.SiloName, place.Engine, place.Model.Save())),
            .. _restored.Select(entry => new NamedPlaceState(entry.Key.Silo, entry.Key.Engine, entry.Value)),
        ],
        _referenceCost.State,
        [.. _tokenScale.Select(scale => scale.State)],
        quality.Save());

    /// <summary>Takes up what was learned before; to be called before anything is booked.</summary>
    public void Restore(UtilityState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        foreach (var place in state.Places)
            _restored[(place.Silo, place.Engine)] = place.State;

        _referenceCost.Restore(state.ReferenceCost);
        for (var type = 0; type < Math.Min(_tokenScale.Length, state.TokenScale.Count); type++)
            _tokenScale[type].Restore(state.TokenScale[type]);

        quality.Restore(state.Quality);
    }

    /// <summary>How often a task was sent somewhere; 0 when it is not booked.</summary>
    internal int SentOf(Guid id) => _handed.TryGetValue(id, out var handed) ? handed.Sent : 0;

    /// <summary>Answers seen from an engine to tasks of a type.</summary>
    internal int Seen(EngineState engine, TaskType type) => PlaceOf(engine).Model.Successes(type);

    internal UtilityTask Describe(in DecisionInputs inputs, TargetFigures cost, TargetSet allowed, double now)
    {
        var (profile, policy) = (inputs.Profile, inputs.Policy.Settings);
        var scale = _tokenScale[(int)profile.Type].Value;
        return new UtilityTask(
            profile.Type,
            profile.EstimatedInputTokens * scale,
            scale,
            profile.EstimatedOutputTokens,
            now,
            TaskStake.Of(policy, profile.Priority, policy.ExpectedLatency(profile, inputs.Constraints)),
            DelayFactor(policy),
            quality.Of(profile.Type, profile.TextGain ?? 0.0),
            cost,
            allowed);
    }

    internal void Book(Guid id, in UtilityTask task, EnginePlace place, double now, int sentBefore = 0)
    {
        var sent = sentBefore + 1;
        if (_handed.Remove(id, out var before))
        {
            before.Place?.Remove(before, now);
            sent = before.Sent + (before.Place == place ? 0 : 1);
        }

        var handed = new HandedTask(id, task) { Place = place, Sent = sent };
        _handed[id] = handed;
        place.Add(handed, now);
    }

    internal UtilityForecast Assess(in UtilityTask task, EnginePlace place, WaitForecast wait, double now) => UtilityForecast.Of(
        task.Stake, Forecast(task, place, wait), task.CostUsd[place.Target] / _referenceCost.Value, settings.SecondPrice[place.Target] * task.DelayFactor, now - task.ArrivedAt);

    private static OutcomeForecast Forecast(in UtilityTask task, EnginePlace place, WaitForecast wait)
    {
        var model = place.Model;
        // Who waits for a slot of a processor with several users starts beside one of them.
        var shared = wait.Seconds > 0.0 ? place.Target != ComputeTarget.Cloud && (place.Slots > 1 || place.Neighbours.Count > 0) : place.IsShared;
        var service = model.ServiceSeconds(task.Type, task.InputTokens, task.TypicalOutput, shared);
        var spread = service * model.Spread(task.Type);
        return new OutcomeForecast(wait.Seconds, service, Math.Sqrt((spread * spread) + (wait.Deviation * wait.Deviation)), 1.0 - model.FailureRate, task.Quality[place.Target]);
    }

    /// <summary>
    /// The dearer the way out of a queue (the cloud) is weighed, the more those behind lose by a longer one. The square root did best of a few powers on recorded work.
    /// </summary>
    internal static double DelayFactor(PolicySettings policy) =>
        Math.Sqrt(Math.Max(0.05, policy.CostWeight.Normal / PolicySettings.Default.CostWeight.Normal));

    internal EnginePlace PlaceOf(EngineState engine)
    {
        if (!_places.TryGetValue((engine.Silo, engine.Name), out var place))
        {
            place = new EnginePlace(engine.Silo, engine.SiloName, engine.Name, engine.Target, new PlaceModel(priors[engine.Target]));
            if (_restored.Remove((engine.SiloName, engine.Name), out var state))
                place.Model.Restore(state);

            foreach (var other in _inOrder)
            {
                if (other.Silo == place.Silo && UsesProcessor(other) && UsesProcessor(place))
                {
                    other.Neighbours.Add(place);
                    place.Neighbours.Add(other);
                }
            }

            _places[(engine.Silo, engine.Name)] = place;
            _inOrder.Add(place);
        }

        place.Slots = engine.Slots;
        return place;
    }

    private static bool UsesProcessor(EnginePlace place) => place.Target is ComputeTarget.Cpu or ComputeTarget.Quantized;
}
