using System.Runtime.InteropServices;

namespace Orchestrator.Routing;

/// <summary>When a task would get a slot.</summary>
/// <param name="Seconds">From now, expected.</param>
/// <param name="Deviation">Standard deviation, seconds.</param>
internal readonly record struct WaitForecast(double Seconds, double Deviation);

/// <summary>
/// One engine on one silo with the router's own ledger of what it sent there, in the order it will be served: higher priority first, in order of arrival inside
/// a priority. Nobody tells the router when a task starts; it follows from who ended.
/// </summary>
internal sealed class EnginePlace(string silo, string siloName, string engine, ComputeTarget target, PlaceModel model)
{
    private readonly List<HandedTask> _running = [];
    private readonly List<HandedTask> _waiting = [];
    private double[] _free = new double[4];

    public string Silo => silo;

    public string SiloName => siloName;

    public string Engine => engine;

    public ComputeTarget Target => target;

    public PlaceModel Model => model;

    public int Slots { get; set; } = 1;

    /// <summary>Places on the same processor, so that work there slows work here.</summary>
    public List<EnginePlace> Neighbours { get; } = [];

    public ReadOnlySpan<HandedTask> Waiting => CollectionsMarshal.AsSpan(_waiting);

    /// <summary>True when a task that starts now starts beside a busy neighbour.</summary>
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

    public void Add(HandedTask task, double now)
    {
        _waiting.Insert(PositionOf(task.Task.Stake.Value), task);
        Predict(task);
        Start(now);
    }

    /// <summary>Takes out a task that ended, failed or moves away.</summary>
    public void Remove(HandedTask task, double now)
    {
        if (!_running.Remove(task))
            _waiting.Remove(task);

        Start(now);
    }

    /// <summary>When a task of this value would get a slot if it came now.</summary>
    public WaitForecast WaitFor(double value, double now)
    {
        var ahead = PositionOf(value);
        if (_running.Count + ahead < Slots)
            return default;

        var variance = FillSlots(now);
        for (var i = 0; i < ahead; i++)
            variance += Occupy(_waiting[i]);

        return new WaitForecast(_free[Earliest()], Math.Sqrt(variance) / Slots);
    }

    /// <summary>When each waiting task gets its slot, in queue order.</summary>
    public void Starts(double now, Span<WaitForecast> starts)
    {
        var variance = FillSlots(now);
        for (var i = 0; i < _waiting.Count; i++)
        {
            starts[i] = new WaitForecast(_free[Earliest()], Math.Sqrt(variance) / Slots);
            variance += Occupy(_waiting[i]);
        }
    }

    private int PositionOf(double value)
    {
        var position = _waiting.Count;
        while (position > 0 && _waiting[position - 1].Task.Stake.Value < value)
            position--;

        return position;
    }

    private double FillSlots(double now)
    {
        if (_free.Length < Slots)
            _free = new double[Slots];

        Array.Clear(_free);
        var variance = 0.0;
        for (var i = 0; i < _running.Count; i++)
        {
            var task = _running[i];
            // What should have ended already goes on for a part of the spread of its service time.
            _free[i % Slots] = Math.Max(task.Service - (now - task.StartedAt), 0.3 * task.Deviation);
            variance += task.Deviation * task.Deviation;
        }

        return variance;
    }

    private double Occupy(HandedTask task)
    {
        _free[Earliest()] += task.Service;
        return task.Deviation * task.Deviation;
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
            Predict(task);
            _running.Add(task);
        }
    }

    private void Predict(HandedTask task)
    {
        task.Shared = IsShared;
        task.Service = model.ServiceSeconds(task.Task.Type, task.Task.InputTokens, task.Task.TypicalOutput, task.Shared);
        task.Deviation = task.Service * model.Spread(task.Task.Type);
    }
}
