using Orchestrator.Routing;

namespace Orchestrator.Cli.Bench;

internal sealed class UtilitySimulatedRouter : ISimulatedRouter
{
    private readonly UtilityRouter _router;
    private readonly UtilityObjective _objective;
    private readonly ReplayTask?[] _tasks;
    private readonly List<RescueMove> _moves = [];
    private readonly bool[] _usable = [true, true, true, true];
    private static readonly double[][] Q = [ // by target, by type: chat summ class emb reas batch
        [.90,.945,.672,1,.562,.945],[.80,.959,.677,1,.555,.959],[.70,.93,.519,1,.331,.93],[.95,.916,.774,1,.70,.916]];
    private readonly double _charsPerToken = 4.0 / 0.98;

    public UtilitySimulatedRouter(Replay replay, WorldOptions options, UtilityObjective objective, UtilitySettings settings, string name)
    {
        Name = name; _objective = objective; _tasks = new ReplayTask?[replay.Tasks.Count];
        _router = new UtilityRouter(settings, replay.MeanCloudCostUsd, new TokenPrice(0.075e-6, 0.30e-6));
        double[] outs = [220, 90, 12, 0, 250, 90];
        ServiceTimePrior[] p = [new(0.03, 2000, 70, 8, 1 / 0.65), new(0.05, 64, 14, 20, 1.5), new(0.05, 94, 20, 14, 1.5), new(0.4, 20000, 190, 1, 1)];
        double[] pf = [.01, .01, .01, .02];
        for (var j = 0; j < 4; j++) _router.AddPlace((ComputeTarget)j, options.Slots[j], options.ContextTokens[j], new TargetPrior(p[j], outs, Q[j], pf[j]));
        _router.Share(1, 2);
    }

    public string Name { get; }
    public QueueDiscipline Discipline => QueueDiscipline.Priority;
    private static Guid Id(ReplayTask t) => new((int)t.Index + 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    private UtilityTask Describe(ReplayTask t) => new(Id(t), t.Type, t.Characters / _charsPerToken, t.ArrivesAt,
        _objective.Stake(t.Priority, t.IsBatch, t.SlaSeconds), new TargetFigures(Q[0][(int)t.Type], Q[1][(int)t.Type], Q[2][(int)t.Type], Q[3][(int)t.Type]));

    public ComputeTarget Decide(ReplayTask task, double now, Telemetry telemetry)
    {
        var d = Describe(task); _tasks[task.Index] = task;
        var best = -1; var bu = double.NegativeInfinity;
        for (var j = telemetry.GpuUp ? 0 : 1; j < 4; j++) { var u = _router.Assess(d, j, now).Utility; if (u > bu) { bu = u; best = j; } }
        _router.Book(d, best, now);
        return (ComputeTarget)best;
    }

    public void Ended(ReplayTask task, in AttemptEnd end)
    {
        _router.Ended(Id(task), end.Now, end.Succeeded, end.Service, end.Succeeded ? end.InputTokens : null, end.Succeeded ? end.OutputTokens : null);
        if (end.Next is { } n) _router.Book(Describe(task), (int)n, end.Now);
    }

    public void Reconsider(double now, Telemetry telemetry, List<Move> moves)
    {
        _moves.Clear(); _usable[0] = telemetry.GpuUp;
        _router.Reconsider(now, _usable, _moves);
        foreach (var m in _moves) moves.Add(new Move(_tasks[BitConverter.ToInt32(m.Task.ToByteArray()) - 1]!, (ComputeTarget)m.From, (ComputeTarget)m.To));
    }
}
