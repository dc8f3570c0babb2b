using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Grains.Interfaces;
using Orchestrator.Routing;
using Orleans.Serialization;
using SiloStatus = Orchestrator.Grains.Interfaces.SiloStatus;

namespace Orchestrator.Grains.Tests.Cluster;

/// <summary>Every message survives the way between two processes, whatever collection it was built with.</summary>
public sealed class SerializationTests
{
    private readonly Serializer _serializer = new ServiceCollection()
        .AddSerializer()
        .AddOrchestratorSerialization()
        .BuildServiceProvider()
        .GetRequiredService<Serializer>();

    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly RoutingDecision Decision = new(
        ComputeTarget.Cloud, "S1", "gemini", "gemini-3.5-flash-lite", 0.00002m, 123.5, 0.9, "because", ComputeTarget.Cpu, DecisionStage.Scored, "rule", "v1", 0.5, 77,
        [new CandidateAssessment(ComputeTarget.Gpu, null, null, null, "down", 0, 0, null, []), new CandidateAssessment(ComputeTarget.Cloud, "S1", "gemini", "m", null, 1, 2, 0.3, [new ScoreTerm("cost", 0.3, 1)])],
        Now);

    [Fact]
    public void A_task_survives()
    {
        var task = new TaskSnapshot
        {
            Id = Guid.NewGuid(),
            Submission = new TaskSubmission
            {
                Type = TaskType.Chat, InputText = "héllo 世界", Account = "dev", Metadata = new Dictionary<string, string> { ["a"] = "b" },
                Messages = [new ChatTurn("user", "hi")], Options = new GenerationOptions { Stop = ["x"], Temperature = 0.5 },
            },
            State = TaskState.Executing,
            Profile = TaskAnalyser.Analyse(new TaskDescription(TaskType.Chat, TaskPriority.High, false, "hello")),
            Decision = Decision,
            Attempts = [new TaskAttempt { Target = ComputeTarget.Cloud, Model = "m", Engine = "e", Silo = "s", StartedAt = Now, CostUsd = 0.1m }],
            Embedding = [1, 2, 3],
            Error = new TaskError("X", "y"),
            ActualCostUsd = 0.000000012345m,
            CreatedAt = Now,
        };

        var back = RoundTrip(task);

        Assert.Equivalent(task, back, strict: true);
    }

    [Fact]
    public void A_decision_request_and_its_answers_survive()
    {
        var profile = TaskAnalyser.Analyse(new TaskDescription(TaskType.Reasoning, TaskPriority.Urgent, false, "why?"));
        var request = new DecisionRequest(Guid.NewGuid(), profile, new DecisionConstraints(ComputeTarget.Gpu, "m", 1.5m, 20, TargetSet.None.With(ComputeTarget.Cpu)));

        Assert.Equal(request, RoundTrip(request));
        Assert.Equivalent(new DecisionResult(Decision, null, null), RoundTrip(new DecisionResult(Decision, null, null)), strict: true);
        var failure = new DecisionResult(null, DecisionFailure.BudgetExceeded, "too dear") { MayRecover = true };
        Assert.Equal(failure, RoundTrip(failure));
    }

    [Fact]
    public void Telemetry_and_silo_lists_survive()
    {
        var snapshot = new SiloSnapshot("S1", "one", ["gpu"], 1, 2, null, [new GpuSnapshot(0, "H200", 3, 4, 5, null, 7)], null,
            [new EngineSnapshot("e", ComputeTarget.Gpu, "ollama", "m", null, 4096, 2, 1, 0, true, null, false, ["m"])], Now, false, false);
        IReadOnlyList<SiloStatus> silos = [new SiloStatus(snapshot, 5, false, new Dictionary<string, int> { ["e"] = 1 })];

        Assert.Equivalent(snapshot, RoundTrip(snapshot), strict: true);
        Assert.Equivalent(silos, RoundTrip(silos), strict: true);
    }

    [Fact]
    public void Pages_figures_and_policies_survive()
    {
        var stats = new RoutingStats { TotalTasks = 3, ByTarget = new Dictionary<ComputeTarget, long> { [ComputeTarget.Gpu] = 2 }, SavedUsd = 1.25m };
        var rule = new RoutingRule("r", 1, [new RuleCondition("priority", RuleOperator.In, ["HIGH", "URGENT"])], ComputeTarget.Gpu, 0.9, null, true, "api");
        var policy = new PolicyStatus("v", "file", Now, [new RuleStatus(rule, 3, Now)], [new PolicyError("a", "b", 1, 2)], null);
        var page = new DecisionLogPage([new DecisionLogEntry(Guid.NewGuid(), TaskType.Chat, TaskPriority.Low, Decision, 1)], 12);

        Assert.Equivalent(stats, RoundTrip(stats), strict: true);
        Assert.Equivalent(policy, RoundTrip(policy), strict: true);
        Assert.Equivalent(page, RoundTrip(page), strict: true);
        Assert.Equivalent(new PolicyChangeResult(PolicyChange.Created, rule, []), RoundTrip(new PolicyChangeResult(PolicyChange.Created, rule, [])), strict: true);
    }

    [Fact]
    public void Executor_updates_survive()
    {
        var update = new AttemptUpdate("text", true, new AttemptResult { Fault = EngineFault.Busy, Error = "full", Embedding = [1f] });

        Assert.Equivalent(update, RoundTrip(update), strict: true);
    }

    private T RoundTrip<T>(T value) => _serializer.Deserialize<T>(_serializer.SerializeToArray(value))!;
}
