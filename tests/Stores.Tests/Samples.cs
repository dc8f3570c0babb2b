using Orchestrator.Grains.Interfaces;
using Orchestrator.Routing;

namespace Orchestrator.Stores.Tests;

/// <summary>Tasks and decisions for tests.</summary>
internal static class Samples
{
    public const string Owner = "S127.0.0.1:11111:1";

    public static readonly DateTimeOffset Morning = new(2026, 3, 14, 9, 0, 0, TimeSpan.Zero);

    public static TaskSnapshot Task(string prompt = "Say hello.", Guid? id = null, DateTimeOffset? createdAt = null) => new()
    {
        Id = id ?? Guid.NewGuid(),
        Version = 1,
        Owner = Owner,
        CreatedAt = createdAt ?? Morning,
        Submission = new TaskSubmission { Type = TaskType.Chat, InputText = prompt, Account = "team-a" },
    };

    public static RoutingDecision Decision(ComputeTarget target = ComputeTarget.Cpu, DecisionStage stage = DecisionStage.RuleBased, DateTimeOffset? at = null) => new(
        target, Owner, "ollama-cpu", "phi3:mini", 0.0000125m, 812.5, 0.9, "Rule default_cpu matched.", ComputeTarget.Cloud, stage, "default_cpu", "v1", 1, 256,
        [
            new CandidateAssessment(target, Owner, "ollama-cpu", "phi3:mini", null, 0.0000125m, 812.5, 0.25, [new ScoreTerm("cost", 0.3, 0.5)]),
            new CandidateAssessment(ComputeTarget.Gpu, null, null, null, "no silo has a GPU", 0, double.PositiveInfinity, null, []),
        ],
        at ?? Morning);

    public static TaskAttempt Attempt(ComputeTarget target = ComputeTarget.Cpu, string? outcome = "COMPLETED") => new()
    {
        Target = target,
        Model = "phi3:mini",
        Engine = "ollama-cpu",
        Silo = Owner,
        StartedAt = Morning.AddMilliseconds(3),
        FinishedAt = Morning.AddMilliseconds(900),
        Outcome = outcome,
        CostUsd = 0.000001m,
        QueueMs = 1.5,
        TimeToFirstTokenMs = 120,
    };

    public static TaskSnapshot Completed(TaskSnapshot task, ComputeTarget target = ComputeTarget.Cpu, double latencyMs = 900) => task with
    {
        Version = task.Version + 1,
        State = TaskState.Completed,
        Decision = Decision(target),
        Attempts = [Attempt(target)],
        Result = "Hello.",
        InputTokens = 4,
        OutputTokens = 2,
        ActualCostUsd = 0.000001m,
        CloudBaselineCostUsd = 0.000004000001m,
        ActualLatencyMs = latencyMs,
        QueueMs = 1.5,
        TimeToFirstTokenMs = 120,
        SlaMet = true,
        CompletedAt = task.CreatedAt.AddMilliseconds(latencyMs),
        FinishReason = "stop",
    };
}
