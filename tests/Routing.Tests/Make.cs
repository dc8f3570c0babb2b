namespace Orchestrator.Routing.Tests;

/// <summary>Short ways to say what a test starts from.</summary>
internal static class Make
{
    public const string CloudModel = "gemini-3.5-flash-lite";

    public static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public static readonly CostBook Costs = new(
        [new ModelPrice(CloudModel, 0.30m, 2.50m), new ModelPrice("gemini-embedding-2", 0.20m, 0m)], CloudModel, "gemini-embedding-2");

    public static TaskProfile Profile(
        TaskType type = TaskType.Chat, TaskPriority priority = TaskPriority.Normal, bool isBatch = false, double complexity = 0.3, int input = 100, int output = 100) =>
        new(type, priority, isBatch, complexity, 0.5, 0.5, input, output, type == TaskType.Reasoning, input * 4);

    public static EngineSnapshot Engine(
        ComputeTarget target, string? name = null, int slots = 2, bool healthy = true, int context = 8192, string? chat = "some-model", string? embedding = "some-embedder",
        bool circuitOpen = false, string? detail = null) =>
        new(name ?? WireNames.Of(target).ToLowerInvariant(), target, "simulated",
            target == ComputeTarget.Cloud && chat == "some-model" ? CloudModel : chat,
            target == ComputeTarget.Cloud && embedding == "some-embedder" ? "gemini-embedding-2" : embedding,
            context, slots, 0, 0, healthy, detail, circuitOpen, []);

    public static SiloSnapshot Silo(string name, double cpu = 20, double gpu = 30, bool draining = false, params EngineSnapshot[] engines) => new(
        $"{name}:11111", name, [], cpu, 40, null, [new GpuSnapshot(0, "Test GPU", gpu, 2000, 8000, 50, 100)], null, engines, Noon, Simulated: true, draining);

    public static SiloLoad Load(SiloSnapshot silo, bool stale = false, params (string Engine, EngineLoad Load)[] loads) =>
        new(silo, stale, loads.ToDictionary(entry => entry.Engine, entry => entry.Load));

    /// <summary>One silo with an engine for each of <paramref name="targets"/>.</summary>
    public static ClusterView View(params ComputeTarget[] targets) => View(20, 30, targets);

    public static ClusterView View(double cpu, double gpu, params ComputeTarget[] targets) =>
        ClusterView.Build([Load(Silo("one", cpu, gpu, false, [.. targets.Select(target => Engine(target))]))], new ViewSettings());

    public static ClusterView Everything => View([.. TargetSet.All]);

    public static RoutingRule Rule(string name, int order, ComputeTarget target, params (string Key, object? Value)[] conditions) =>
        new(name, order, RuleConditions.FromPairs(conditions), target, 0.9, null, Enabled: true, "file");

    /// <summary>A policy of these rules and a catch-all that leads to CPU.</summary>
    public static RoutingPolicy Policy(params RoutingRule[] rules) =>
        RoutingPolicy.Compile("v1", [.. rules, Rule("default_cpu", 1000, ComputeTarget.Cpu)], PolicySettings.Default);

    public static DecisionInputs Inputs(
        TaskProfile? profile = null, ClusterView? view = null, RoutingPolicy? policy = null, DecisionConstraints? constraints = null, RoutingStage stage = RoutingStage.Rule,
        OutcomeStatistics? statistics = null, CostBook? costs = null) => new()
        {
            Profile = profile ?? Profile(),
            Constraints = constraints ?? DecisionConstraints.None,
            View = view ?? Everything,
            Policy = policy ?? Policy(),
            Costs = costs ?? Costs,
            Statistics = statistics ?? new OutcomeStatistics(),
            Stage = stage,
            Now = Noon,
        };

    public static RoutingDecision Decide(in DecisionInputs inputs)
    {
        var result = new DecisionEngine().Decide(inputs);
        Assert.Null(result.Detail);
        return result.Decision!;
    }

    public static AttemptOutcome Outcome(
        ComputeTarget target = ComputeTarget.Gpu, string model = "some-model", TaskType type = TaskType.Chat, bool succeeded = true, bool cancelled = false, bool cold = false,
        EngineFault? fault = null, double serviceMs = 1000, int? input = 100, int? output = 100) =>
        new(target, "one:11111", "engine", model, type, succeeded, cancelled, fault, cold, 0, null, serviceMs, input, output, 0, null);
}
