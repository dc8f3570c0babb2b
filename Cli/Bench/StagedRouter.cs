using Orchestrator.Routing;

namespace Orchestrator.Cli.Bench;

/// <summary>
/// The product's own decision engine in the reference world: it sees the machines as silos report them, keeps the ledger as the router grain does, and learns from
/// the ends of attempts.
/// </summary>
internal sealed class StagedRouter : ISimulatedRouter
{
    private const string CloudModel = "cloud";
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddYears(50);
    private readonly DecisionEngine _engine;
    private readonly UtilityRouter _utility;
    private readonly RescuePlanner _rescue;
    private readonly RoutingStage _stage;
    private readonly RoutingPolicy _policy;
    private readonly Replay _replay;
    private readonly SimulatedCluster _cluster;
    private readonly CostBook _costs;
    private readonly OutcomeStatistics _statistics = new();
    private readonly TrainingLog _log = new();
    private readonly Dictionary<Guid, Sent> _sent = [];
    private readonly List<RescueMove> _moves = [];

    public StagedRouter(string name, RoutingStage stage, RoutingPolicy policy, Replay replay, WorldOptions options, UtilitySettings? settings = null, ActiveModel? model = null)
    {
        (Name, _stage, _policy, _replay) = (name, stage, policy, replay);
        _utility = new UtilityRouter(ServicePriors.Default, new QualityTable(QualityTable.DefaultPrior), settings ?? new UtilitySettings());
        _rescue = new RescuePlanner(_utility);
        _engine = new DecisionEngine(new MlStage(_utility, model));
        _cluster = new SimulatedCluster(options, CloudModel);
        _costs = new CostBook([new ModelPrice(CloudModel, 0.075m, 0.30m)], CloudModel, CloudModel);
    }

    private sealed record Sent(ReplayTask Task, UtilityTask Utility, ComputeTarget Target, double ServiceMs, int Count);

    public string Name { get; }

    /// <summary>Gets what each finished attempt teaches; null to collect nothing.</summary>
    public ICollection<TrainingRow>? Rows { get; init; }

    public QueueDiscipline Discipline => QueueDiscipline.Priority;

    public ComputeTarget Decide(ReplayTask task, double now, Telemetry telemetry)
    {
        var view = _cluster.View(telemetry);
        var inputs = new DecisionInputs
        {
            Profile = _replay.Profiles[task.Index],
            Constraints = DecisionConstraints.None with { MaxLatencyMs = (int)(task.SlaSeconds * 1000.0) },
            View = view,
            Policy = _policy,
            Costs = _costs,
            Statistics = _statistics,
            Stage = _stage,
            Now = At(now),
        };
        var decision = _engine.Decide(inputs).Decision ?? throw new InvalidOperationException($"{Name} finds no target for task {task.Index}");
        var described = _utility.Describe(inputs, decision, Seconds(now));
        if (Rows is not null)
        {
            _log.Decided(Id(task), inputs, decision, _utility.Assess(described, _cluster.EngineOf(decision.Target), Seconds(now)));
        }

        Book(task, described, decision.Target, decision.EstimatedServiceMs, 0, now);
        return decision.Target;
    }

    public void Ended(ReplayTask task, in AttemptEnd end)
    {
        var id = Id(task);
        var sent = _sent[id];
        var outcome = new AttemptOutcome(
            end.Target, SimulatedCluster.Silo, SimulatedCluster.Engine(end.Target), SimulatedCluster.Model(end.Target, CloudModel), task.Type,
            end.Succeeded, Cancelled: false, end.Succeeded ? null : EngineFault.Broken, ColdStart: false,
            QueueMs: (end.Latency - end.Service) * 1000.0, TimeToFirstTokenMs: null, ServiceMs: end.Service * 1000.0,
            end.Succeeded ? (int)end.InputTokens : null, end.Succeeded ? (int)end.OutputTokens : null, (decimal)end.CostUsd,
            end.Succeeded ? end.Latency <= task.SlaSeconds : null);
        _statistics.Record(outcome, At(end.Now));
        _utility.Ended(id, outcome, Seconds(end.Now));
        if (_log.Ended(id, outcome) is { } row)
        {
            Rows?.Add(row);
        }

        _cluster.Release(end.Target, sent.ServiceMs);
        if (end.Next is { } next)
        {
            Book(task, sent.Utility, next, sent.ServiceMs, sent.Count, end.Now);
        }
        else
        {
            _sent.Remove(id);
        }
    }

    public void Reconsider(double now, Telemetry telemetry, List<Move> moves)
    {
        if (_stage != RoutingStage.Ml)
        {
            return;
        }

        _moves.Clear();
        _rescue.Plan(_cluster.View(telemetry), Seconds(now), _moves);
        foreach (var move in _moves)
        {
            var sent = _sent[move.TaskId];
            _cluster.Release(move.From, sent.ServiceMs);
            _cluster.Book(move.To, sent.ServiceMs);
            _sent[move.TaskId] = sent with { Target = move.To, Count = sent.Count + 1 };
            moves.Add(new Move(sent.Task, move.From, move.To));
        }
    }

    private static DateTimeOffset At(double now) => Start.AddMilliseconds(Math.Round(now * 1000.0));

    private static double Seconds(double now) => At(now).ToUnixTimeMilliseconds() / 1000.0;

    private static Guid Id(ReplayTask task) => new(task.Index + 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    private void Book(ReplayTask task, in UtilityTask utility, ComputeTarget target, double serviceMs, int sentBefore, double now)
    {
        _sent[Id(task)] = new Sent(task, utility, target, serviceMs, sentBefore + 1);
        _cluster.Book(target, serviceMs);
        _utility.Book(Id(task), utility, _cluster.EngineOf(target), Seconds(now), sentBefore);
    }
}
