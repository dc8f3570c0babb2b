using Orchestrator.Routing;

namespace Orchestrator.Cli.Bench;

/// <summary>
/// The reference world: four targets with slots and queues, busy neighbours, failures and a fallback chain, run event by event through simulated time.
/// </summary>
internal sealed class World
{
    private const int CloudTarget = (int)ComputeTarget.Cloud;
    private const int MaxMoves = 3;
    private const int MaxChain = 6;
    private static readonly ComputeTarget[] FallbackChain = [ComputeTarget.Cpu, ComputeTarget.Quantized, ComputeTarget.Cloud, ComputeTarget.Cpu];

    private readonly Replay _replay;
    private readonly WorldOptions _options;
    private readonly ISimulatedRouter _router;
    private readonly PriorityQueue<Event, (double At, long Order)> _events = new();
    private readonly WaitingQueue[] _waiting;
    private readonly List<Running>[] _running;
    private readonly List<ComputeTarget>?[] _tries;
    private readonly double[] _spent;
    private readonly TaskEnd[] _ends;
    private readonly List<Move> _moves = [];
    private long _order;
    private double _cloudTokens;
    private double _cloudTokensAt;
    private Telemetry? _telemetry;
    private double _telemetryAt = double.NegativeInfinity;

    public World(Replay replay, WorldOptions options, ISimulatedRouter router)
    {
        (_replay, _options, _router) = (replay, options, router);
        _waiting = [.. options.Slots.Select(_ => new WaitingQueue(router.Discipline))];
        _running = [.. options.Slots.Select(_ => new List<Running>())];
        _tries = new List<ComputeTarget>?[replay.Tasks.Count];
        _spent = new double[replay.Tasks.Count];
        _ends = new TaskEnd[replay.Tasks.Count];
        _cloudTokens = options.CloudRequestsPerMinute ?? 0.0;
    }

    /// <summary>A task that holds a slot until <paramref name="EndsAt"/>.</summary>
    internal readonly record struct Running(double EndsAt, ReplayTask Task);

    private readonly record struct Event(ReplayTask Task, ComputeTarget? Target, double Service, bool Succeeds);

    public WorldOptions Options => _options;

    public Replay Replay => _replay;

    /// <summary>What really runs on a target: for oracles only.</summary>
    public IReadOnlyList<Running> RunningOn(int target) => _running[target];

    /// <summary>What really waits for a target, next first: for oracles only.</summary>
    public ReadOnlySpan<ReplayTask> WaitingFor(int target) => _waiting[target].Tasks;

    /// <summary>Runs the whole replay.</summary>
    public WorldResult Run()
    {
        foreach (var task in _replay.Tasks)
        {
            _events.Enqueue(new Event(task, null, 0.0, false), (task.ArrivesAt, _order++));
        }

        while (_events.TryDequeue(out var next, out var due))
        {
            if (next.Target is { } target)
            {
                End(next, target, due.At);
            }
            else
            {
                Enqueue(next.Task, _router.Decide(next.Task, due.At, Observe(due.At)), due.At);
            }
        }

        return new WorldResult(_router.Name, _replay, _ends);
    }

    private Telemetry Observe(double now)
    {
        if (_telemetry is not null && now - _telemetryAt < _options.TelemetryAge)
        {
            return _telemetry;
        }

        _telemetryAt = now;
        return _telemetry = new Telemetry(
            [.. _waiting.Select((queue, target) => queue.Count + _running[target].Count)],
            100.0 * _running[0].Count / _options.Slots[0],
            Math.Min(100.0, 8.0 + (45.0 * _running[1].Count) + (45.0 * _running[2].Count)),
            _options.GpuDown?.Contains(now) != true);
    }

    private void Enqueue(ReplayTask task, ComputeTarget target, double now)
    {
        (_tries[task.Index] ??= new List<ComputeTarget>(2)).Add(target);
        _waiting[(int)target].Add(task);
        StartFree((int)target, now);
    }

    private void StartFree(int target, double now)
    {
        while (_running[target].Count < _options.Slots[target] && _waiting[target].Count > 0)
        {
            var task = _waiting[target].TakeFirst();
            var (service, succeeds) = Serve(task, target, now);
            _running[target].Add(new Running(now + service, task));
            _events.Enqueue(new Event(task, (ComputeTarget)target, service, succeeds), (now + service, _order++));
        }
    }

    private (double Service, bool Succeeds) Serve(ReplayTask task, int target, double now)
    {
        var truth = _replay.Truths[task.Index];
        var service = truth.ServiceSeconds[target] * Contention(target, now);
        var succeeds = !(truth.Fails[target] && _tries[task.Index]!.Count(tried => (int)tried == target) == 1);
        if (target == (int)ComputeTarget.Gpu && _options.GpuDown?.Contains(now) == true)
        {
            (service, succeeds) = (0.3, false);
        }

        if (target == CloudTarget && !TakeCloudToken(now))
        {
            (service, succeeds) = (0.2, false);
        }

        // A failed attempt breaks off after about a third of its time.
        return succeeds || service <= 0.3 ? (service, succeeds) : (Math.Max(0.2, service * 0.3), false);
    }

    private double Contention(int target, double now) => (ComputeTarget)target switch
    {
        ComputeTarget.Gpu => _running[target].Count > 0 ? 1.0 / 0.65 : 1.0,
        ComputeTarget.Cpu => _running[(int)ComputeTarget.Quantized].Count > 0 ? 1.5 : 1.0,
        ComputeTarget.Quantized => _running[(int)ComputeTarget.Cpu].Count > 0 ? 1.5 : 1.0,
        _ => _options.CloudSlow?.Contains(now) == true ? _options.CloudSlowFactor : 1.0,
    };

    private bool TakeCloudToken(double now)
    {
        if (_options.CloudRequestsPerMinute is not { } perMinute)
        {
            return true;
        }

        _cloudTokens = Math.Min(perMinute, _cloudTokens + ((now - _cloudTokensAt) * perMinute / 60.0));
        _cloudTokensAt = now;
        if (_cloudTokens < 1.0)
        {
            return false;
        }

        _cloudTokens -= 1.0;
        return true;
    }

    private void End(in Event ended, ComputeTarget target, double now)
    {
        var (task, truth) = (ended.Task, _replay.Truths[ended.Task.Index]);
        _running[(int)target].RemoveAll(running => running.Task == task);
        var cost = target != ComputeTarget.Cloud ? _options.LocalCostUsd : ended.Succeeds ? truth.CloudCostUsd : 0.0;
        _spent[task.Index] += cost;
        ComputeTarget? next = ended.Succeeds ? null : _tries[task.Index]!.Count < MaxChain ? FallbackChain[(int)target] : ComputeTarget.Cpu;
        _router.Ended(task, new AttemptEnd(
            target,
            now,
            now - task.ArrivesAt,
            ended.Service,
            ended.Succeeds,
            ended.Succeeds ? truth.InputTokens : 0.0,
            ended.Succeeds ? truth.OutputTokens[(int)target] : 0.0,
            cost,
            next));
        if (next is { } fallback)
        {
            Enqueue(task, fallback, now);
        }
        else
        {
            _ends[task.Index] = new TaskEnd(target, _tries[task.Index]![0], now - task.ArrivesAt, _spent[task.Index], truth.Quality[(int)target]);
        }

        StartFree((int)target, now);
        MoveWaiting(now);
    }

    private void MoveWaiting(double now)
    {
        _moves.Clear();
        _router.Reconsider(now, _telemetry!, _moves);
        foreach (var move in _moves)
        {
            if (_tries[move.Task.Index]!.Count >= MaxMoves || !_waiting[(int)move.From].Remove(move.Task))
            {
                throw new InvalidOperationException($"{_router.Name} moves task {move.Task.Index} from {move.From}, where it does not wait or may not leave any more");
            }

            _tries[move.Task.Index]!.Add(move.To);
            _waiting[(int)move.To].Add(move.Task);
            StartFree((int)move.To, now);
        }
    }
}
