using Orchestrator.Cli.Bench;
using Orchestrator.Routing;

namespace Orchestrator.Cli.Tests;

/// <summary>Small worlds whose course can be worked out by hand.</summary>
internal static class Worlds
{
    public static ReplayTask Task(int index, double at, double sla = 100.0, TaskPriority priority = TaskPriority.Normal, double value = 1.0) =>
        new(index, at, TaskType.Chat, priority, IsBatch: false, sla, Characters: 400, Text: null, value, CostWeight: 0.4);

    public static TaskTruth Truth(double service = 10.0, double quality = 1.0, params ComputeTarget[] fails) => new(
        "CHAT", 100.0, [quality, quality, quality, quality], [50.0, 50.0, 50.0, 50.0], [service, service, service, service],
        [.. TargetSet.All.Select(fails.Contains)], CloudCostUsd: 0.001);

    public static Replay Replay(params (ReplayTask Task, TaskTruth Truth)[] rows) => new([.. rows.Select(row => row.Task)], [.. rows.Select(row => row.Truth)]);

    /// <summary>Runs a replay with a router that follows a plan, and returns each task's latency.</summary>
    public static double[] Latencies(Replay replay, WorldOptions options, PlannedRouter router)
    {
        var latencies = new double[replay.Tasks.Count];
        router.OnEnd = (task, end) =>
        {
            if (end.Succeeded)
            {
                latencies[task.Index] = end.Latency;
            }
        };
        new World(replay, options, router).Run();
        return latencies;
    }
}

/// <summary>Sends tasks where it is told, and moves what it is told.</summary>
internal sealed class PlannedRouter(QueueDiscipline discipline, params ComputeTarget[] plan) : ISimulatedRouter
{
    public PlannedRouter(params ComputeTarget[] plan)
        : this(QueueDiscipline.Fifo, plan)
    {
    }

    public string Name => "planned";

    public QueueDiscipline Discipline => discipline;

    public Action<ReplayTask, AttemptEnd> OnEnd { get; set; } = (_, _) => { };

    public Queue<Move> Moves { get; } = [];

    public ComputeTarget Decide(ReplayTask task, double now, Telemetry telemetry) => plan[task.Index % plan.Length];

    public void Ended(ReplayTask task, in AttemptEnd end) => OnEnd(task, end);

    public void Reconsider(double now, Telemetry telemetry, List<Move> moves)
    {
        while (Moves.TryDequeue(out var move))
        {
            moves.Add(move);
        }
    }
}
