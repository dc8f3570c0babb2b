using Orchestrator.Grains.Interfaces;
using Orchestrator.Routing;

namespace Orchestrator.Dashboard.Fakes;

/// <summary>A cluster that answers at once with what a test gave it, counts the calls and can be made unreachable.</summary>
internal sealed class FakeData : IDashboardData
{
    private int _calls;

    public List<TaskSnapshot> Tasks { get; set; } = [];

    public List<SiloStatus> Silos { get; set; } = [];

    /// <summary>The silos at the n-th call, for figures that move; null for <see cref="Silos"/>.</summary>
    public Func<int, List<SiloStatus>>? LiveSilos { get; set; }

    public PolicyStatus Policy { get; set; } = new("v1", "policies/routing_policy.yaml", default, [], [], null);

    /// <summary>What the policy says of the next change of a rule; empty to accept it.</summary>
    public IReadOnlyList<PolicyError> RuleErrors { get; set; } = [];

    public RoutingStage Stage { get; set; } = RoutingStage.Rule;

    public Func<int, RoutingStats>? Stats { get; set; }

    public DecisionExplanation? Explanation { get; set; }

    public TaskSubmission? Explained { get; private set; }

    public List<Guid> Cancelled { get; } = [];

    public List<TaskQuery> Queries { get; } = [];

    /// <summary>Thrown by every call while set.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Awaited by every call while set.</summary>
    public Task? Gate { get; set; }

    public int Calls => Volatile.Read(ref _calls);

    public List<StatsQuery> StatsQueries { get; } = [];

    public Task<RoutingStats> TotalsAsync(StatsQuery query) => Answer(() =>
    {
        lock (StatsQueries) StatsQueries.Add(query);
        return Stats?.Invoke(query.Hours) ?? Sample.StatsOf(Tasks, query.Hours);
    });

    public Func<StatsQuery, GroupedStats>? Grouped { get; set; }

    public Task<GroupedStats> GroupedAsync(StatsQuery query) => Answer(() =>
    {
        lock (StatsQueries) StatsQueries.Add(query);
        return Grouped?.Invoke(query) ?? SampleGroups.Of(Tasks, query, Stats?.Invoke(query.Hours));
    });

    public Task<TaskPage> TasksAsync(TaskQuery query) => Answer(() =>
    {
        lock (Queries) Queries.Add(query);
        var matching = Tasks.Where(task => Matches(task, query)).OrderByDescending(task => query.Order == TaskOrder.Slowest ? task.ActualLatencyMs : 0).ThenByDescending(task => task.CreatedAt).ToList();
        var skip = query.Cursor is null ? 0 : int.Parse(query.Cursor, System.Globalization.CultureInfo.InvariantCulture);
        var page = matching.Skip(skip).Take(query.Limit).ToList();
        return new TaskPage(page, skip + page.Count < matching.Count ? (skip + page.Count).ToString(System.Globalization.CultureInfo.InvariantCulture) : null);
    });

    public Task<TaskSnapshot?> TaskAsync(Guid id) => Answer(() => Tasks.Find(task => task.Id == id));

    public Task<DecisionLogPage> DecisionsAsync(int page, int pageSize, ComputeTarget? target, DecisionStage? stage) => Answer(() =>
    {
        var entries = Tasks.Where(task => task.Decision is { } decision && (target ?? decision.Target) == decision.Target && (stage ?? decision.Stage) == decision.Stage)
            .OrderByDescending(task => task.CreatedAt)
            .Select(task => new DecisionLogEntry(task.Id, task.Submission.Type, task.Submission.Priority, task.Decision!, 1)).ToList();
        return new DecisionLogPage([.. entries.Skip((page - 1) * pageSize).Take(pageSize)], entries.Count);
    });

    public Task<IReadOnlyList<SiloStatus>> SilosAsync() => Answer<IReadOnlyList<SiloStatus>>(() => LiveSilos?.Invoke(Calls) ?? [.. Silos]);

    public Task<PolicyStatus> PolicyAsync() => Answer(() => Policy);

    public Task<RoutingStage> StageAsync() => Answer(() => Stage);

    public Task SetStageAsync(RoutingStage stage) => Answer(() => Stage = stage);

    public Task<DecisionExplanation> ExplainAsync(TaskSubmission submission) => Answer(() =>
    {
        Explained = submission;
        return Explanation ?? Sample.Explanation();
    });

    public Task<CancelReceipt?> CancelAsync(Guid id) => Answer(() =>
    {
        var index = Tasks.FindIndex(task => task.Id == id);
        if (index < 0) return null;
        var before = Tasks[index];
        if (before.IsTerminal) return new CancelReceipt(false, before);
        lock (Cancelled) Cancelled.Add(id);
        Tasks[index] = before with { State = TaskState.Cancelled };
        return new CancelReceipt(true, Tasks[index]);
    });

    public Task<PolicyChangeResult> PutRuleAsync(RoutingRule rule) => Answer(() =>
    {
        if (RuleErrors.Count > 0) return new PolicyChangeResult(PolicyChange.Invalid, null, RuleErrors);
        var others = Policy.Rules.Where(status => status.Rule.Name != rule.Name).ToList();
        var outcome = others.Count < Policy.Rules.Count ? PolicyChange.Updated : PolicyChange.Created;
        Policy = Policy with { Rules = [.. others.Append(new RuleStatus(rule, 0, null)).OrderBy(status => status.Rule.PriorityOrder)] };
        return new PolicyChangeResult(outcome, rule, []);
    });

    public Task<PolicyChangeResult> DeleteRuleAsync(string name) => Answer(() =>
    {
        if (Policy.Rules.FirstOrDefault(status => status.Rule.Name == name) is not { } found) return new PolicyChangeResult(PolicyChange.NotFound, null, []);
        if (found.Rule.IsCatchAll) return new PolicyChangeResult(PolicyChange.CatchAll, found.Rule, []);
        Policy = Policy with { Rules = [.. Policy.Rules.Where(status => status != found)] };
        return new PolicyChangeResult(PolicyChange.Deleted, found.Rule, []);
    });

    public string PolicyText { get; set; } = "rules:\n  - name: default\n    priority_order: 1000\n    target: GPU\n";

    public List<PolicyVersion> PolicyVersions { get; set; } = [];

    public PolicyEdit? PolicyEdit { get; private set; }

    public Learned Learned { get; set; } = new(
        new TrainingStatus(false, new TrainingRun(new DateTimeOffset(2026, 3, 1, 3, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 3, 1, 3, 0, 4, TimeSpan.Zero), 180, 500, null, false, "Too few rows.", null, null), null),
        new WeightStatus(new WeightVersion(0, new ScoreWeights(0.3, 0.3, 0.2, 0.2), null, 0), [], null, null));

    public Task<Learned> LearnedAsync() => Answer(() => Learned);

    public Task<string> PolicyTextAsync() => Answer(() => PolicyText);

    public Task<PolicyEditResult> EditPolicyAsync(PolicyEdit edit) => Answer(() =>
    {
        PolicyEdit = edit;
        if (RuleErrors.Count > 0) return new PolicyEditResult(false, Policy.Version, RuleErrors, [], []);
        var after = Policy.Rules[^1].Rule;
        var difference = new RuleDifference(after.Name, after, after with { Target = ComputeTarget.Cpu });
        if (!edit.ValidateOnly) Policy = Policy with { Version = "v13" };
        return new PolicyEditResult(!edit.ValidateOnly, Policy.Version, [], [], [difference]);
    });

    public Task<IReadOnlyList<PolicyVersion>> PolicyVersionsAsync(int limit) => Answer<IReadOnlyList<PolicyVersion>>(() => [.. PolicyVersions.Take(limit)]);

    private static bool Matches(TaskSnapshot task, TaskQuery query) =>
        (query.Unpriced ? task.State == TaskState.Completed && task.ActualCostUsd is null : (query.State ?? task.State) == task.State)
        && (query.Target is null || query.Target == task.Decision?.Target)
        && (query.Type ?? task.Submission.Type) == task.Submission.Type
        && (query.Priority ?? task.Submission.Priority) == task.Submission.Priority
        && (query.From is null || task.CreatedAt >= query.From) && (query.To is null || task.CreatedAt < query.To)
        && (query.Search is null || task.Submission.InputText.Contains(query.Search, StringComparison.OrdinalIgnoreCase)
            || task.Id.ToString().StartsWith(query.Search, StringComparison.OrdinalIgnoreCase));

    private async Task<T> Answer<T>(Func<T> value)
    {
        Interlocked.Increment(ref _calls);
        if (Gate is { } gate) await gate;
        if (Failure is { } failure) throw failure;
        return value();
    }
}
