using Orchestrator.Grains.Interfaces;
using Orchestrator.Routing;

namespace Orchestrator.Dashboard.Fakes;

/// <summary>Plausible data, the same at every run.</summary>
internal static class Sample
{
    private static readonly string[] Prompts =
    [
        "Explain quantum entanglement to a ten-year-old.", "Summarise the quarterly report in three sentences.", "Is this review positive or negative?",
        "Plan a migration of the billing database without downtime.", "Translate the release notes into German.", "Write a haiku about queues.",
    ];

    /// <summary>Tasks of the last hours before <paramref name="now"/>, newest first.</summary>
    public static List<TaskSnapshot> Tasks(int count, DateTimeOffset now)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, count).Select(i => Task(i, now - TimeSpan.FromSeconds(i * 97 + random.Next(60)), random))];
    }

    public static TaskSnapshot Task(int number, DateTimeOffset created, Random random)
    {
        var target = (ComputeTarget)(random.Next(10) switch { < 4 => 0, < 6 => 1, < 8 => 2, _ => 3 });
        var state = number < 2 ? TaskState.Executing : random.Next(20) switch { 0 => TaskState.Failed, 1 => TaskState.Cancelled, _ => TaskState.Completed };
        var latency = target switch { ComputeTarget.Gpu => 400, ComputeTarget.Cpu => 2600, ComputeTarget.Quantized => 1500, _ => 1900 } * (0.6 + random.NextDouble());
        var decision = Decision(target, created, DecisionStage.Scored);
        var done = state is TaskState.Completed;
        var cost = target == ComputeTarget.Cloud ? 0.00042m * (1 + random.Next(9)) : 0m;
        return new TaskSnapshot
        {
            Id = new Guid(number + 1, 4, 7, [1, 2, 3, 4, 5, 6, 7, 8]),
            Submission = new TaskSubmission
            {
                Type = (TaskType)(number % 6), InputText = Prompts[number % Prompts.Length], Priority = (TaskPriority)(number % 4), Account = "demo",
                MaxLatencyMs = number % 3 == 0 ? 3000 : null, MaxCostUsd = number % 5 == 0 ? 0.01m : null,
            },
            State = state, Decision = decision, CreatedAt = created,
            Profile = new TaskProfile((TaskType)(number % 6), (TaskPriority)(number % 4), false, 0.41, 0.7, 0.3, 18, 220, number % 6 == 4, 47),
            Attempts = Attempts(target, created, latency, state, number % 7 == 3),
            Result = done ? "Two particles share one state, <b>so</b> knowing one tells you the other." : null,
            Error = state == TaskState.Failed ? new TaskError(TaskErrorCodes.AllTargetsFailed, "GPU: timed out after 60 s; CPU: out of memory") : null,
            InputTokens = done ? 18 : null, OutputTokens = done ? 204 : null,
            ActualCostUsd = done && number % 11 != 5 ? cost : null, CloudBaselineCostUsd = done ? 0.0021m : null,
            ActualLatencyMs = state is TaskState.Executing ? null : latency, QueueMs = 12, TimeToFirstTokenMs = done ? latency / 4 : null,
            SlaMet = number % 3 == 0 && done ? latency <= 3000 : null,
            CompletedAt = state is TaskState.Executing ? null : created + TimeSpan.FromMilliseconds(latency), FinishReason = done ? "stop" : null,
        };
    }

    public static RoutingDecision Decision(ComputeTarget target, DateTimeOffset at, DecisionStage stage) => new(
        target, "S127.0.0.1:11111:0", Engine(target), Model(target), target == ComputeTarget.Cloud ? 0.0019m : 0m, 1200, 0.82,
        $"{WireNames.Of(target)} has the lowest score, 0.214, ahead of QUANTIZED with 0.371: it is free and idle.", ComputeTarget.Cpu, stage,
        stage == DecisionStage.RuleBased ? "urgent_simple_gpu" : null, "v12", 1, null,
        [
            .. TargetSet.All.Select(other => other == ComputeTarget.Cpu && target != ComputeTarget.Cpu
                ? new CandidateAssessment(other, null, null, null, "predicted latency 6.2 s is above the limit of 3.0 s", 0, 0, null, [])
                : new CandidateAssessment(other, "S127.0.0.1:11111:0", Engine(other), Model(other), null, other == ComputeTarget.Cloud ? 0.0019m : 0m, 900 + 500 * (int)other,
                    other == target ? 0.214 : 0.371 + 0.1 * (int)other,
                    [new("cost", 0.3, other == ComputeTarget.Cloud ? 1 : 0), new("availability", 0.3, 0.2 + 0.1 * (int)other), new("failure", 0.2, 0.1), new("latency", 0.2, 0.2 * (int)other)])),
        ], at);

    public static List<SiloStatus> Silos(DateTimeOffset now, double load) =>
    [
        new(Silo("gpu-box-1", now, load, [new GpuSnapshot(0, "NVIDIA H200", load, 38_000, 143_771, 61, 412)], null,
            [Engine("ollama-gpu", ComputeTarget.Gpu, "ollama", 4, 3, 2), Engine("ollama-cpu", ComputeTarget.Cpu, "ollama", 2, 1, 0)]), 640, false, new Dictionary<string, int>()),
        new(Silo("edge-2", now, load / 2, [], "no GPU found: NVML library is not installed",
            [
                Engine("llama-q4", ComputeTarget.Quantized, "llama", 1, 1, 4),
                Engine("gemini", ComputeTarget.Cloud, "openai", 16, 2, 0) with { Healthy = false, CircuitOpen = true, Detail = "rate limited until 12:40" },
            ]), 900, false, new Dictionary<string, int>()),
    ];

    public static PolicyStatus Policy(DateTimeOffset now) => new(
        "v12", "policies/routing_policy.yaml", now - TimeSpan.FromMinutes(31),
        [
            new(Rule("urgent_complex_cloud", 10, ComputeTarget.Cloud, Condition("priority", RuleOperator.Equal, "URGENT"), Condition("complexity_score", RuleOperator.GreaterThan, "0.6")), 214, now - TimeSpan.FromSeconds(40)),
            new(Rule("urgent_simple_gpu", 20, ComputeTarget.Gpu, Condition("priority", RuleOperator.Equal, "URGENT"), Condition("gpu_utilization", RuleOperator.LessOrEqual, "85")), 1803, now - TimeSpan.FromSeconds(2)),
            new(Rule("night_batch", 30, ComputeTarget.Quantized, Condition("is_batch", RuleOperator.Equal, "true")) with { Enabled = false }, 0, null),
            new(Rule("embeddings_cpu", 40, ComputeTarget.Cpu, Condition("task_type", RuleOperator.In, "EMBEDDING", "CLASSIFICATION")), 0, null),
            new(Rule("default", 1000, ComputeTarget.Gpu), 912, now - TimeSpan.FromSeconds(5)),
        ],
        [], now - TimeSpan.FromMinutes(31));

    public static List<PolicyVersion> PolicyVersions(DateTimeOffset now)
    {
        var rules = Policy(now).Rules.Select(status => status.Rule).ToList();
        return
        [
            new(3, "v12", now - TimeSpan.FromMinutes(31), "team-a", "changed urgent_simple_gpu", rules),
            new(2, "v11", now - TimeSpan.FromHours(5), "file", "added urgent_complex_cloud; removed morning_cpu", [.. rules.Skip(1)]),
            new(1, "v10", now - TimeSpan.FromDays(9), "file", "first version", [.. rules.Skip(2)]),
        ];
    }

    public static DecisionExplanation Explanation() => new(
        new TaskProfile(TaskType.Chat, TaskPriority.Urgent, false, 0.41, 0.9, 0.2, 12, 180, false, 40), RoutingStage.Rule,
        [new("priority", "URGENT"), new("complexity_score", "0.41"), new("gpu_utilization", "37")],
        [
            new("urgent_complex_cloud", 10, ComputeTarget.Cloud, false, false, null, [new("priority", "=", "URGENT", "URGENT", true), new("complexity_score", ">", "0.6", "0.41", false)]),
            new("urgent_simple_gpu", 20, ComputeTarget.Gpu, true, true, null, [new("priority", "=", "URGENT", "URGENT", true), new("gpu_utilization", "<=", "85", "37", true)]),
            new("default", 1000, ComputeTarget.Gpu, true, false, null, []),
        ],
        new DecisionResult(Decision(ComputeTarget.Gpu, default, DecisionStage.RuleBased) with { Reasoning = "Rule 'urgent_simple_gpu' matched: priority=URGENT, gpu_utilization=37 <= 85." }, null, null),
        new Dictionary<string, double>(), ["With complexity_score above 0.6 rule urgent_complex_cloud would send it to CLOUD."]);

    public static RoutingStats StatsOf(IReadOnlyList<TaskSnapshot> tasks, int hours)
    {
        var priced = tasks.Where(task => task is { ActualCostUsd: not null, CloudBaselineCostUsd: not null }).ToList();
        var completed = tasks.Where(task => task.State == TaskState.Completed).ToList();
        var scale = Math.Min(hours, 24 * 30) / 24m;
        return new RoutingStats
        {
            TotalTasks = (long)(tasks.Count * scale),
            ByTarget = Scaled(tasks.Where(task => task.IsTerminal && task.Decision is not null).GroupBy(task => task.Decision!.Target), scale),
            ByState = Scaled(tasks.GroupBy(task => task.State), scale),
            TotalCostUsd = priced.Sum(task => task.ActualCostUsd!.Value) * scale,
            BaselineCostUsd = priced.Sum(task => task.CloudBaselineCostUsd!.Value) * scale,
            SavedUsd = priced.Sum(task => task.CloudBaselineCostUsd!.Value - task.ActualCostUsd!.Value) * scale,
            AverageLatencyMs = completed.Count == 0 ? null : completed.Average(task => task.ActualLatencyMs),
            P50LatencyMs = completed.Count == 0 ? null : completed.Average(task => task.ActualLatencyMs) * 0.9,
            P95LatencyMs = completed.Count == 0 ? null : completed.Max(task => task.ActualLatencyMs),
            SlaAttainment = tasks.Count == 0 ? null : 0.94,
            UnpricedTasks = completed.Count(task => task.ActualCostUsd is null),
            PeriodHours = hours,
        };
    }

    private static Dictionary<TKey, long> Scaled<TKey>(IEnumerable<IGrouping<TKey, TaskSnapshot>> groups, decimal scale)
        where TKey : notnull => groups.ToDictionary(group => group.Key, group => (long)(group.Count() * scale));

    private static IReadOnlyList<TaskAttempt> Attempts(ComputeTarget target, DateTimeOffset created, double latency, TaskState state, bool fellBack)
    {
        var last = new TaskAttempt
        {
            Target = target, Model = Model(target), Engine = Engine(target), Silo = "S127.0.0.1:11111:0",
            StartedAt = created + TimeSpan.FromMilliseconds(fellBack ? latency / 3 : 4), QueueMs = 12, TimeToFirstTokenMs = latency / 6,
            FinishedAt = state == TaskState.Executing ? null : created + TimeSpan.FromMilliseconds(latency),
            Outcome = state switch { TaskState.Executing => null, TaskState.Failed => "TIMED_OUT", TaskState.Cancelled => "CANCELLED", _ => "COMPLETED" },
            Error = state == TaskState.Failed ? "no token in 60 s" : null,
        };
        if (!fellBack) return [last];
        return
        [
            last with
            {
                Target = ComputeTarget.Gpu, Model = Model(ComputeTarget.Gpu), Engine = "ollama-gpu", StartedAt = created + TimeSpan.FromMilliseconds(4), QueueMs = 30,
                FinishedAt = created + TimeSpan.FromMilliseconds(latency / 3), Outcome = "OUT_OF_MEMORY", Error = "CUDA out of memory", TimeToFirstTokenMs = null,
            },
            last,
        ];
    }

    private static SiloSnapshot Silo(
        string name, DateTimeOffset now, double load, IReadOnlyList<GpuSnapshot> gpus, string? gpuDetail, IReadOnlyList<EngineSnapshot> engines) => new(
        $"S127.0.0.1:{11111 + name.Length}:0", name, [.. engines.Select(engine => WireNames.Of(engine.Target).ToLowerInvariant())],
        load, 40 + load / 4, load / 10, gpus, gpuDetail, engines, now, true, false);

    private static EngineSnapshot Engine(string name, ComputeTarget target, string kind, int slots, int running, int queued) =>
        new(name, target, kind, Model(target), target == ComputeTarget.Cpu ? "nomic-embed-text" : null, 8192, slots, running, queued, true, null, false, [Model(target)]);

    private static string Engine(ComputeTarget target) => target switch
    {
        ComputeTarget.Gpu => "ollama-gpu", ComputeTarget.Cpu => "ollama-cpu", ComputeTarget.Quantized => "llama-q4", _ => "gemini",
    };

    private static string Model(ComputeTarget target) => target switch
    {
        ComputeTarget.Gpu => "mistral:7b-instruct-q4_0", ComputeTarget.Cpu => "phi3:mini", ComputeTarget.Quantized => "demo-q4_0.gguf", _ => "gemini-2.5-flash",
    };

    private static RuleCondition Condition(string field, RuleOperator comparison, params string[] values) => new(field, comparison, values);

    private static RoutingRule Rule(string name, int order, ComputeTarget target, params RuleCondition[] conditions) =>
        new(name, order, conditions, target, 0.9, $"Sends {name.Replace('_', ' ')} work to {WireNames.Of(target)}.", true, name == "embeddings_cpu" ? "api" : "file");
}
