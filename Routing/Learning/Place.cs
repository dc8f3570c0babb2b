using System.Runtime.InteropServices;

namespace Orchestrator.Routing;

/// <summary>A task the router has handed out.</summary>
internal sealed class Handed
{
    /// <summary>The task.</summary>
    public required UtilityTask Task { get; init; }

    /// <summary>Expected service time where it is now, seconds.</summary>
    public double Service { get; set; }

    /// <summary>Standard deviation of that, seconds.</summary>
    public double Deviation { get; set; }

    /// <summary>When it got its slot; NaN while it waits.</summary>
    public double StartedAt { get; set; } = double.NaN;

    /// <summary>True when a neighbour was busy as it started.</summary>
    public bool Shared { get; set; }

    /// <summary>Targets it was sent to so far.</summary>
    public int Sent { get; set; }
}

/// <summary>When a task would get a slot.</summary>
/// <param name="Seconds">From now, expected.</param>
/// <param name="Deviation">Standard deviation, seconds.</param>
internal readonly record struct WaitForecast(double Seconds, double Deviation);

/// <summary>
/// One engine on one silo with the router's own ledger of what it sent there, in the order it will be served: higher priority first, in order of arrival inside
/// a priority. Nobody tells the router when a task starts; it follows from who ended.
/// </summary>
internal sealed class Place(ComputeTarget target, int index, int slots, int contextTokens, PlaceModel model)
{
    private readonly List<Handed> _running = [];
    private readonly List<Handed> _waiting = [];
    private double[] _free = new double[4];

    public ComputeTarget Target => target;

    public int Index => index;

    public int Slots { get; set; } = slots;

    public int ContextTokens { get; set; } = contextTokens;

    public PlaceModel Model => model;

    /// <summary>Places that share the device, so that work there slows work here.</summary>
    public List<Place> Neighbours { get; } = [];

    public IReadOnlyList<Handed> Waiting => _waiting;

    public ReadOnlySpan<Handed> Queue => CollectionsMarshal.AsSpan(_waiting);

    public ReadOnlySpan<Handed> Busy => CollectionsMarshal.AsSpan(_running);

    /// <summary>True when a task that starts now would start beside a busy neighbour.</summary>
    public bool IsShared
    {
        get
        {
            if (target == ComputeTarget.Gpu && _running.Count > 0)
                return true;

            foreach (var neighbour in Neighbours)
            {
                if (neighbour._running.Count > 0)
                    return true;
            }

            return false;
        }
    }

    public void Add(Handed task, double now)
    {
        var position = _waiting.Count;
        while (position > 0 && _waiting[position - 1].Task.Stake.Value < task.Task.Stake.Value)
            position--;

        _waiting.Insert(position, task);
        Start(now);
    }

    /// <summary>Takes out a task that ended, failed or moves away; false when it is not here.</summary>
    public bool Remove(Handed task, double now)
    {
        var removed = _running.Remove(task) || _waiting.Remove(task);
        Start(now);
        return removed;
    }

    /// <summary>When a task of this value would get a slot if it came now.</summary>
    public WaitForecast WaitFor(double value, double now)
    {
        var ahead = _waiting.Count;
        while (ahead > 0 && _waiting[ahead - 1].Task.Stake.Value < value)
            ahead--;

        return WaitBehind(ahead, now);
    }

    /// <summary>When the task at <paramref name="position"/> of the queue gets a slot.</summary>
    public WaitForecast WaitBehind(int position, double now)
    {
        if (_running.Count + position < Slots)
            return default;

        var variance = FillSlots(now);
        for (var i = 0; i < position; i++)
        {
            var slot = Earliest();
            _free[slot] += _waiting[i].Service;
            variance += _waiting[i].Deviation * _waiting[i].Deviation;
        }

        return new WaitForecast(_free[Earliest()], Math.Sqrt(variance) / Slots);
    }

    /// <summary>Expected starts of everything that waits, seconds from now, in queue order.</summary>
    public void Starts(double now, Span<WaitForecast> starts)
    {
        var variance = FillSlots(now);
        for (var i = 0; i < _waiting.Count; i++)
        {
            var slot = Earliest();
            starts[i] = new WaitForecast(_free[slot], Math.Sqrt(variance) / Slots);
            _free[slot] += _waiting[i].Service;
            variance += _waiting[i].Deviation * _waiting[i].Deviation;
        }
    }

    private double FillSlots(double now)
    {
        if (_free.Length < Slots)
            _free = new double[Slots];

        Array.Clear(_free);
        var variance = 0.0;
        for (var i = 0; i < _running.Count && i < Slots; i++)
        {
            var task = _running[i];
            var left = task.Service - (now - task.StartedAt);
            // What should have ended already goes on for about as long as the spread of its service time.
            _free[i] = Math.Max(left, 0.3 * task.Deviation);
            variance += task.Deviation * task.Deviation;
        }

        return variance;
    }

    private int Earliest()
    {
        var best = 0;
        for (var i = 1; i < Slots; i++)
        {
            if (_free[i] < _free[best])
                best = i;
        }

        return best;
    }

    private void Start(double now)
    {
        while (_running.Count < Slots && _waiting.Count > 0)
        {
            var task = _waiting[0];
            _waiting.RemoveAt(0);
            task.StartedAt = now;
            task.Shared = IsShared;
            task.Service = model.ServiceSeconds(task.Task.Type, task.Task.InputTokens, task.Shared);
            task.Deviation = task.Service * model.Spread(task.Task.Type);
            _running.Add(task);
        }
    }
}
