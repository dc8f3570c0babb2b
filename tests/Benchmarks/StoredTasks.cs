using Orchestrator.Grains.Interfaces;
using Orchestrator.Routing;

namespace Orchestrator.Benchmarks;

/// <summary>Tasks as the store gets them: a short prompt, one decision with four candidates, one attempt.</summary>
internal static class StoredTasks
{
    private const string Owner = "127.0.0.1:11111@1";

    public static RoutingDecision Decision { get; } = new DecisionEngine().Decide(Cluster.Inputs(RoutingStage.Scored)).Decision!;

    public static TaskSnapshot New() => new()
    {
        Id = Guid.CreateVersion7(),
        Version = 1,
        Owner = Owner,
        CreatedAt = TimeProvider.System.GetUtcNow(),
        Submission = Submission,
    };

    public static TaskSubmission Submission { get; } = new()
    {
        Type = TaskType.Chat,
        InputText = "Is this review positive or negative? The parcel came late, and the lamp in it was better than I had hoped.",
        Account = "team-a",
        MaxOutputTokens = 32,
    };

    public static TaskSnapshot Finished(TaskSnapshot task) => task with
    {
        Version = 2,
        State = TaskState.Completed,
        Profile = TaskAnalyser.Analyse(new TaskDescription(TaskType.Chat, TaskPriority.Normal, false, task.Submission.InputText)),
        Decision = Decision,
        Attempts =
        [
            new TaskAttempt
            {
                Target = Decision.Target, Model = Decision.Model, Engine = Decision.Engine, Silo = Owner, StartedAt = task.CreatedAt, FinishedAt = task.CreatedAt.AddMilliseconds(5),
                Outcome = "COMPLETED", QueueMs = 0.1, TimeToFirstTokenMs = 1,
            },
        ],
        Result = "Positive: the late parcel weighs less than the better lamp.",
        InputTokens = 26,
        OutputTokens = 14,
        ActualCostUsd = 0m,
        CloudBaselineCostUsd = 0.00004m,
        ActualLatencyMs = 5,
        QueueMs = 0.1,
        TimeToFirstTokenMs = 1,
        CompletedAt = task.CreatedAt.AddMilliseconds(5),
        FinishReason = "stop",
    };
}
