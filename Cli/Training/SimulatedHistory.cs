using Orchestrator.Cli.Bench;
using Orchestrator.Routing;

namespace Orchestrator.Cli.Training;

/// <summary>A history to learn from: what stage ml, and for variety stage scored, would have met in the reference world.</summary>
internal static class SimulatedHistory
{
    public static IReadOnlyList<TrainingRow> Collect(Replay replay)
    {
        var options = WorldOptions.For(Bench.Scenario.Base, replay.Tasks[^1].ArrivesAt);
        var (learned, scored) = (Run(replay, options, RoutingStage.Ml), Run(replay, options, RoutingStage.Scored));
        // Both ran through the same hours: interleaved, the newest rows are the newest of both.
        return [.. learned.Select((row, i) => (row, At: (double)i / learned.Count)).Concat(scored.Select((row, i) => (row, At: (double)i / scored.Count))).OrderBy(pair => pair.At).Select(pair => pair.row)];
    }

    private static List<TrainingRow> Run(Replay replay, WorldOptions options, RoutingStage stage)
    {
        List<TrainingRow> rows = [];
        new World(replay, options, new StagedRouter("history", stage, RoutingPolicy.Default, replay, options) { Rows = rows }).Run();
        return rows;
    }
}
