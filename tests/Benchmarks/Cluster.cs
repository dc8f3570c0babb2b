using Orchestrator.Routing;

namespace Orchestrator.Benchmarks;

/// <summary>Eight machines with all four targets, twenty rules, statistics with history: what a decision meets in a mid-size cluster.</summary>
internal static class Cluster
{
    private const string CloudModel = "gemini-3.5-flash-lite";

    public static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public static DecisionInputs Inputs(RoutingStage stage)
    {
        var statistics = new OutcomeStatistics();
        foreach (var target in TargetSet.All)
            for (var i = 0; i < 50; i++)
                statistics.Record(new AttemptOutcome(target, "s", "e", Model(target), TaskType.Chat, true, false, null, false, 0, null, 2000, 100, 100, 0, null), Now);
        return new DecisionInputs
        {
            Profile = TaskAnalyser.Analyse(new TaskDescription(TaskType.Chat, TaskPriority.Normal, false, "Why is the sky blue? Explain it in three sentences.")),
            Constraints = DecisionConstraints.None,
            View = View(),
            Policy = Policy(),
            Costs = new CostBook([new ModelPrice(CloudModel, 0.3m, 2.5m)], CloudModel, CloudModel),
            Statistics = statistics,
            Stage = stage,
            Now = Now,
        };
    }

    private static string Model(ComputeTarget target) => target == ComputeTarget.Cloud ? CloudModel : $"model-of-{target}";

    /// <summary>One machine's report, a little different from one round to the next.</summary>
    public static SiloSnapshot Silo(int number, int round) => new(
        $"10.0.{number / 250}.{number % 250}:11111@1", $"silo{number}", [], 20 + ((number + round) % 40), 40, null,
        [new GpuSnapshot(0, "GPU", 30 + ((number * round) % 40), 2000, 8000, 60, 100)], null,
        [.. TargetSet.All.Select(target => new EngineSnapshot($"{target}", target, "simulated", Model(target), "embedder", 8192, 2, 0, 0, true, null, false, []))],
        Now, true, false);

    private static ClusterView View() => ClusterView.Build(
        [.. Enumerable.Range(0, 8).Select(i => new SiloLoad(
            new SiloSnapshot(
                $"10.0.0.{i}:11111@1", $"silo{i}", [], 20 + i, 40, null, [new GpuSnapshot(0, "GPU", 30 + i, 2000, 8000, 60, 100)], null,
                [.. TargetSet.All.Select(target => new EngineSnapshot($"{target}", target, "simulated", Model(target), "embedder", 8192, 2, 0, 0, true, null, false, []))],
                Now, true, false),
            Stale: false,
            new Dictionary<string, EngineLoad> { ["Gpu"] = new(i % 4), ["Cpu"] = new(i % 3) }))],
        new ViewSettings());

    /// <summary>Nineteen rules of two or three conditions that do not match, and the catch-all that does.</summary>
    public static RoutingPolicy Policy()
    {
        var rules = Enumerable.Range(0, 19).Select(i => new RoutingRule(
            $"rule_{i}", i,
            RuleConditions.FromPairs([("priority_lte", "NORMAL"), ("complexity_score_gt", 0.8), ("estimated_tokens_gt", i * 100)]),
            ComputeTarget.Cloud, 0.9, null, true, "file"));
        return RoutingPolicy.Compile("v", [.. rules, new RoutingRule("rest", 100, [], ComputeTarget.Cpu, 0.9, null, true, "file")], PolicySettings.Default);
    }
}
