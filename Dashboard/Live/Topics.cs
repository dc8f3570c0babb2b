namespace Orchestrator.Dashboard;

/// <summary>The topics of all pages.</summary>
internal static class Topics
{
    public static Topic<IReadOnlyList<SiloStatus>> Silos { get; } = new("silos", 1, data => data.SilosAsync());

    public static Topic<PolicyStatus> Policy { get; } = new("policy", 1, data => data.PolicyAsync());

    public static Topic<ActiveStage> Stage { get; } = new("stage", 1, async data => new ActiveStage(await data.StageAsync()));

    /// <summary>Fixed periods that are over change no more, but for tasks that ended late.</summary>
    public static Topic<RoutingStats> Stats(TimeRange range) => new($"stats {range}", range.IsFixed ? 15 : 1, data => data.TotalsAsync(range.ToQuery()));

    /// <summary>What the figures are made of. One query for all that a page shows of it.</summary>
    public static Topic<GroupedStats> Grouped(TimeRange range, int stretches, string? baselineModel = null) =>
        new($"grouped {range} {stretches} {baselineModel}", 5, data => data.GroupedAsync(range.ToQuery(stretches, baselineModel)));

    /// <summary>The same without percentiles of groups, for pages that show none.</summary>
    public static Topic<GroupedStats> Flows(TimeRange range, int stretches) =>
        new($"flows {range} {stretches}", 5, data => data.GroupedAsync(range.ToQuery(stretches) with { WithoutPercentiles = true }));

    public static Topic<Learned> Learned { get; } = new("learned", 5, data => data.LearnedAsync());

    /// <summary>Text and versions of the policy; its status tells of a change at once, this follows.</summary>
    public static Topic<IReadOnlyList<PolicyVersion>> PolicyVersions(int limit) => new($"policy versions {limit}", 5, data => data.PolicyVersionsAsync(limit));

    /// <summary>The newest tasks of all, whatever the time range.</summary>
    public static Topic<TaskPage> Newest(int count) => new($"newest {count}", count > 50 ? 5 : 1, data => data.TasksAsync(new TaskQuery { Limit = count }));

    /// <summary>A page of tasks. The first page is live; later pages and text search, which costs more, are read less often.</summary>
    public static Topic<TaskPage> Tasks(TaskFilter filter, TimeProvider time) =>
        new($"tasks {filter}", filter.Cursor is null && filter.Search is null ? 1 : 10, data => data.TasksAsync(filter.ToQuery(time.GetUtcNow())));

    public static Topic<TaskPage> Unpriced(TimeRange range, int count, TimeProvider time) =>
        new($"unpriced {range} {count}", 5, data => data.TasksAsync(new TaskQuery { Unpriced = true, From = range.Start(time.GetUtcNow()), To = range.To, Limit = count }));

    public static Topic<DecisionLogPage> Decisions(int page, int pageSize, ComputeTarget? target, DecisionStage? stage) =>
        new($"decisions {page} {pageSize} {target} {stage}", page == 1 ? 1 : 10, data => data.DecisionsAsync(page, pageSize, target, stage));

    public static Topic<FoundTask> Task(Guid id) =>
        new($"task {id:N}", 1, async data => new FoundTask(await data.TaskAsync(id)), found => found.Task is null or { IsTerminal: true });
}

/// <summary>The stage that decides.</summary>
internal sealed record ActiveStage(RoutingStage Stage);

/// <summary>A task that was looked for; null when there is none.</summary>
internal sealed record FoundTask(TaskSnapshot? Task);
