namespace Orchestrator.Gateway.Tests;

/// <summary>Values that tests start from.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Now = new(2025, 1, 15, 10, 23, 45, TimeSpan.Zero);

    public static readonly DateTimeOffset Later = Now.AddMilliseconds(1843);

    public static RoutingDecision Decision { get; } = new(
        ComputeTarget.Cloud,
        "S127.0.0.1:11111:1",
        "cloud",
        "gemini-2.5-flash",
        0.0000290m,
        2000.2,
        0.95,
        "Rule 'urgent_complex_cloud' matched: priority=URGENT, complexity_score=0.85 > 0.6",
        ComputeTarget.Cpu,
        DecisionStage.RuleBased,
        "urgent_complex_cloud",
        "v7",
        1,
        null,
        [new CandidateAssessment(ComputeTarget.Gpu, null, null, null, "no silo has it", 0, 0, null, [])],
        Now);

    public static GroupedStats Grouped => new()
    {
        Totals = Stats,
        BaselineModel = "cloud-a",
        Models = [new StatsGroup("phi3:mini", Sums)],
        Stretches = [new StatsStretch(new DateTimeOffset(2025, 1, 15, 8, 0, 0, TimeSpan.Zero), 1, Sums, new Dictionary<ComputeTarget, long>())],
        LatencyErrors = new long[EstimateError.Count],
        CostErrors = new long[EstimateError.Count],
    };

    private static StatsFigures Sums => new()
    {
        Ended = new Dictionary<TaskState, long> { [TaskState.Completed] = 3, [TaskState.Failed] = 1 }, SavedUsd = 0.25m, P95LatencyMs = 90.46,
    };

    public static RoutingStats Stats { get; } = new()
    {
        TotalTasks = 10,
        ByTarget = new Dictionary<ComputeTarget, long> { [ComputeTarget.Cpu] = 8 },
        ByState = new Dictionary<TaskState, long> { [TaskState.Completed] = 9, [TaskState.Failed] = 1 },
        TotalCostUsd = 0.10m,
        BaselineCostUsd = 0.30m,
        SavedUsd = 0.20m,
        AverageLatencyMs = 12.34,
        P95LatencyMs = 99.99,
        SlaAttainment = 0.5,
    };

    public static TaskProfile Profile { get; } = new(TaskType.Reasoning, TaskPriority.High, false, 0.85, 0.7, 0.3, 12, 300, true, 46);

    public static TaskAttempt Attempt { get; } = new()
    {
        Target = ComputeTarget.Cloud,
        Model = "gemini-2.5-flash",
        Engine = "cloud",
        Silo = "S127.0.0.1:11111:1",
        StartedAt = Now,
        FinishedAt = Later,
        Outcome = "COMPLETED",
        CostUsd = 0.000025m,
    };

    public static DecisionExplanation Explanation { get; } = new(
        Profile,
        RoutingStage.Rule,
        [new FactValue("cpu_utilization", "12.5")],
        [new RuleTrace("default_cpu", 1000, ComputeTarget.Cpu, true, true, null, [new ConditionTrace("priority", "=", "LOW", "LOW", true)])],
        new DecisionResult(Decision, null, null),
        new Dictionary<string, double> { ["CPU"] = 0.9 },
        ["With priority URGENT it would go to CLOUD."]);

    public static TaskSnapshot Pending(Guid id) => new()
    {
        Id = id,
        Submission = new TaskSubmission { Type = TaskType.Reasoning, InputText = "Why?", Priority = TaskPriority.High, Account = "dev" },
        CreatedAt = Now,
    };

    public static TaskSnapshot Completed(TaskSnapshot task) => task with
    {
        State = TaskState.Completed,
        Profile = Profile,
        Decision = Decision,
        Attempts = [Attempt],
        Result = "Because <b>… 量子",
        InputTokens = 12,
        OutputTokens = 300,
        ActualCostUsd = 0.0000250m,
        CloudBaselineCostUsd = 0.000025m,
        ActualLatencyMs = 1843.4,
        QueueMs = 4,
        TimeToFirstTokenMs = 210,
        SlaMet = true,
        CompletedAt = Later,
    };

    public static TaskSnapshot Failed(TaskSnapshot task) => task with
    {
        State = TaskState.Failed,
        Error = new TaskError(TaskErrorCodes.AllTargetsFailed, "CPU: broken"),
        CompletedAt = Later,
    };

    public static RoutingRule Rule(string name, int order, ComputeTarget target, params RuleCondition[] conditions) =>
        new(name, order, conditions, target, 0.8, null, true, "file");

    public static SiloStatus Silo(bool healthy = true, bool stale = false, bool draining = false) => new(
        new SiloSnapshot(
            "S127.0.0.1:11111:1",
            "one",
            ["cpu"],
            12.34,
            50,
            null,
            [new GpuSnapshot(0, "H200", 40, 1024, 2048, 55, 300)],
            null,
            [new EngineSnapshot("local", ComputeTarget.Cpu, "llama", "tiny", "tiny", 4096, 1, 1, 2, healthy, healthy ? null : "connection refused", false, ["tiny"])],
            Now,
            false,
            draining),
        350.4,
        stale,
        new Dictionary<string, int> { ["local"] = 2 });
}
