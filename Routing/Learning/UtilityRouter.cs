namespace Orchestrator.Routing;

/// <summary>Moves of waiting tasks that are worth it.</summary>
public readonly record struct RescueMove(Guid Task, int From, int To);

/// <summary>
/// Predicts the outcome of a task at every place from what was learned and from its own ledger of what it handed out, and weighs the outcomes by utility.
/// Not thread safe: one router, one thread. Times are seconds on one clock of the caller's choice.
/// </summary>
public sealed class UtilityRouter
{
    private readonly List<Place> _places = [];
    private readonly Dictionary<Guid, (Handed Task, Place Place)> _handed = [];
    private readonly UtilitySettings _settings;
    private readonly double _referenceCostUsd;
    private readonly TokenPrice _cloudPrice;
    private WaitForecast[] _starts = new WaitForecast[64];

    public UtilityRouter(UtilitySettings settings, double referenceCostUsd, TokenPrice cloudPrice)
    {
        _settings = settings;
        _referenceCostUsd = referenceCostUsd;
        _cloudPrice = cloudPrice;
    }

    /// <summary>Adds a place and returns its index.</summary>
    public int AddPlace(ComputeTarget target, int slots, int contextTokens, TargetPrior prior)
    {
        var place = new Place(target, _places.Count, slots, contextTokens, new PlaceModel(prior));
        _places.Add(place);
        return place.Index;
    }

    /// <summary>Says that two places share a device.</summary>
    public void Share(int first, int second)
    {
        _places[first].Neighbours.Add(_places[second]);
        _places[second].Neighbours.Add(_places[first]);
    }

    /// <summary>What is expected of a task that comes now.</summary>
    public UtilityForecast Assess(in UtilityTask task, int place, double now)
    {
        var target = _places[place];
        return Assess(task, target, target.WaitFor(task.Stake.Value, now), now);
    }

    /// <summary>Books a task that was sent to a place.</summary>
    public void Book(in UtilityTask task, int place, double now)
    {
        var sent = 0;
        if (_handed.Remove(task.Id, out var before))
        {
            before.Place.Remove(before.Task, now);
            sent = before.Task.Sent;
        }

        var target = _places[place];
        var service = target.Model.ServiceSeconds(task.Type, task.InputTokens, target.IsShared);
        var handed = new Handed { Task = task, Service = service, Deviation = service * target.Model.Spread(task.Type), Sent = sent + 1 };
        _handed[task.Id] = (handed, target);
        target.Add(handed, now);
    }

    /// <summary>Learns from an attempt that ended and frees its slot.</summary>
    public void Ended(Guid id, double now, bool succeeded, double serviceSeconds, double? inputTokens, double? outputTokens)
    {
        if (!_handed.TryGetValue(id, out var booked))
            return;

        var (task, place) = booked;
        if (succeeded)
        {
            place.Model.Succeeded(task.Task.Type, inputTokens ?? task.Task.InputTokens, outputTokens, task.Shared, task.Service, serviceSeconds);
            _handed.Remove(id);
        }
        else
        {
            place.Model.Failed();
        }

        place.Remove(task, now);
    }

    /// <summary>Forgets a task without learning from it.</summary>
    public void Forget(Guid id, double now)
    {
        if (_handed.Remove(id, out var booked))
            booked.Place.Remove(booked.Task, now);
    }

    /// <summary>Waiting tasks that should wait elsewhere, booked there already.</summary>
    public void Reconsider(double now, ReadOnlySpan<bool> usable, List<RescueMove> moves)
    {
        if (!_settings.Rescue)
            return;

        foreach (var place in _places)
        {
            if (place.Waiting.Count == 0 || place.Target == ComputeTarget.Cloud)
                continue;

            if (_starts.Length < place.Waiting.Count)
                _starts = new WaitForecast[place.Waiting.Count * 2];

            place.Starts(now, _starts);
            for (var i = place.Waiting.Count - 1; i >= 0; i--)
            {
                var waiting = place.Waiting[i];
                if (waiting.Sent >= _settings.MaxSent || now - waiting.Task.ArrivedAt > 2.0 * waiting.Task.Stake.SlaSeconds)
                    continue;

                var here = Assess(waiting.Task, place, _starts[i], now).Utility;
                var (best, utility) = (place, here + (_settings.MoveGain * waiting.Task.Stake.Value));
                foreach (var other in _places)
                {
                    if (other == place || !usable[other.Index])
                        continue;

                    var there = Assess(waiting.Task, other, other.WaitFor(waiting.Task.Stake.Value, now), now).Utility;
                    if (there > utility && there > 0.0)
                        (best, utility) = (other, there);
                }

                if (best != place)
                {
                    Book(waiting.Task, best.Index, now);
                    moves.Add(new RescueMove(waiting.Task.Id, place.Index, best.Index));
                    place.Starts(now, _starts);
                    i = Math.Min(i, place.Waiting.Count);
                }
            }
        }
    }

    private UtilityForecast Assess(in UtilityTask task, Place place, WaitForecast wait, double now)
    {
        var model = place.Model;
        var service = model.ServiceSeconds(task.Type, task.InputTokens, wait.Seconds > 0.0 ? place.Target != ComputeTarget.Cloud : place.IsShared);
        var spread = service * model.Spread(task.Type);
        var deviation = Math.Sqrt((spread * spread) + (wait.Deviation * wait.Deviation));
        var timeliness = task.Stake.ExpectedTimeliness(now - task.ArrivedAt + wait.Seconds + service, deviation);
        var quality = task.Quality[place.Target] * Math.Min(1.0, place.ContextTokens / Math.Max(1.0, task.InputTokens));
        var cost = place.Target == ComputeTarget.Cloud ? _cloudPrice.Of(task.InputTokens, model.OutputTokens(task.Type)) : 0.0;
        var success = 1.0 - model.FailureRate;
        var delay = _settings.SecondPrice[place.Target] * service;
        var utility = (task.Stake.Value * quality * timeliness * success) - (task.Stake.CostWeight * cost / _referenceCostUsd) - delay;
        return new UtilityForecast(wait.Seconds, service, deviation, timeliness, success, quality, cost, delay, utility);
    }
}

/// <summary>Price of an engine that charges by the token, USD a token.</summary>
public readonly record struct TokenPrice(double Input, double Output)
{
    public double Of(double inputTokens, double outputTokens) => (inputTokens * Input) + (outputTokens * Output);
}
