using Orchestrator.Grains.Interfaces;
using Orchestrator.Grains.Tests.Cluster;
using Orchestrator.Routing;

namespace Orchestrator.Grains.Tests.Learning;

/// <summary>Writes a past into a store: tasks that were decided, run and finished, with what each decision rested on.</summary>
internal sealed class LoggedHistory(OneSilo silo)
{
    private const string Silo = "S127.0.0.1:1:1";
    private static readonly CostBook Costs = new([new ModelPrice("gemini-3.5-flash-lite", 0.30m, 2.50m)], "gemini-3.5-flash-lite", "gemini-3.5-flash-lite");
    private readonly UtilityRouter _router = new(ServicePriors.Default, new QualityTable(QualityTable.DefaultPrior), new UtilitySettings());
    private readonly Random _random = new(7);

    /// <summary>What stage takes the decisions.</summary>
    public RoutingStage Stage { get; init; } = RoutingStage.Ml;

    /// <summary>Factor on the service time that was forecast, by target.</summary>
    public Func<ComputeTarget, int, double> Slowness { get; init; } = (_, _) => 1.0;

    public static IReadOnlyList<ComputeTarget> Targets { get; } = [ComputeTarget.Gpu, ComputeTarget.Cpu, ComputeTarget.Cloud];

    public async Task WriteAsync(int count)
    {
        var now = TimeProvider.System.GetUtcNow();
        foreach (var part in Enumerable.Range(0, count).Chunk(200))
            await Task.WhenAll(part.Select(i => WriteAsync(i, now.AddSeconds(2 * (i - count)))));
    }

    private async Task WriteAsync(int index, DateTimeOffset at)
    {
        var (task, decision) = Decide(index, at);
        var chosen = decision.Snapshot!.Of(decision.Target)!;
        var service = 1000 * chosen.Forecast.ServiceSeconds * Slowness(decision.Target, index) * Math.Exp(0.3 * (_random.NextDouble() - 0.5));
        var latency = (1000 * chosen.Forecast.WaitSeconds) + service;
        Assert.True(await silo.Store.CreateAsync(task));
        Assert.True(await silo.Store.CompleteAsync(
            task with
            {
                Version = 2,
                State = TaskState.Completed,
                Decision = decision with { Snapshot = null },
                Attempts = [Attempt(decision, at, service)],
                Result = "Hello.",
                ActualCostUsd = decision.EstimatedCostUsd,
                ActualLatencyMs = latency,
                CompletedAt = at.AddMilliseconds(latency),
            },
            [decision]));
    }

    private (TaskSnapshot Task, RoutingDecision Decision) Decide(int index, DateTimeOffset at)
    {
        var submission = new TaskSubmission
        {
            Type = (TaskType)(index % 3),
            Priority = (TaskPriority)(index % 4),
            InputText = string.Join(' ', Enumerable.Repeat("word", 20 + (index % 400))),
            Account = "test",
        };
        var profile = TaskAnalyser.Analyse(new TaskDescription(submission.Type, submission.Priority, false, submission.InputText));
        var inputs = new DecisionInputs
        {
            Profile = profile,
            // Every third goes where it can, so that each target has its share of the past.
            Constraints = DecisionConstraints.None with { Excluded = index % 3 == 0 ? TargetSet.None : TargetSet.None.With(Targets[index % 2]) },
            View = View(index),
            Policy = RoutingPolicy.Default,
            Costs = Costs,
            Statistics = new OutcomeStatistics(),
            Stage = Stage,
            Now = at,
        };
        var decision = new DecisionEngine(new MlStage(_router)).Decide(inputs).Decision!;
        decision = decision with { Snapshot = DecisionSnapshot.Take(inputs, decision, _router, at.ToUnixTimeMilliseconds() / 1000.0) };
        return (new TaskSnapshot { Id = Guid.NewGuid(), Version = 1, Owner = silo.Address, CreatedAt = at, Submission = submission, Profile = profile }, decision);
    }

    private static ClusterView View(int index) => ClusterView.Build(
        [
            new SiloLoad(
                new SiloSnapshot(
                    Silo, "one", [], 10 + (index % 50), 40, null, [new GpuSnapshot(0, "GPU", index % 80, 2000, 8000, null, null)], null,
                    [.. Targets.Select(Engine)], DateTimeOffset.UnixEpoch, Simulated: true, Draining: false),
                Stale: false,
                new Dictionary<string, EngineLoad>()),
        ],
        new ViewSettings());

    private static EngineSnapshot Engine(ComputeTarget target)
    {
        var model = target == ComputeTarget.Cloud ? "gemini-3.5-flash-lite" : "local";
        return new EngineSnapshot($"scripted-{WireNames.Of(target).ToLowerInvariant()}", target, "scripted", model, null, 8192, 2, 0, 0, Healthy: true, null, CircuitOpen: false, []);
    }

    private static TaskAttempt Attempt(RoutingDecision decision, DateTimeOffset at, double serviceMs) => new()
    {
        Target = decision.Target,
        Model = decision.Model,
        Engine = decision.Engine,
        Silo = decision.Silo,
        StartedAt = at,
        FinishedAt = at.AddMilliseconds(serviceMs),
        Outcome = "COMPLETED",
        CostUsd = decision.EstimatedCostUsd,
    };
}
