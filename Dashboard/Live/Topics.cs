namespace Orchestrator.Dashboard;

/// <summary>The topics of all pages.</summary>
internal static class Topics
{
    public static Topic<IReadOnlyList<SiloStatus>> Silos { get; } = new("silos", 1, data => data.SilosAsync());

    public static Topic<PolicyStatus> Policy { get; } = new("policy", 1, data => data.PolicyAsync());

    public static Topic<ActiveStage> Stage { get; } = new("stage", 1, async data => new ActiveStage(await data.StageAsync()));

    public static Topic<RoutingStats> Stats(int hours) => new($"stats {hours}", 1, data => data.StatsAsync(hours));

    public static Topic<CostHistory> Costs(int hours) => new($"costs {hours}", 15, data => CostHistory.ReadAsync(data, hours));

    /// <summary>The newest tasks of all, whatever the time range.</summary>
    public static Topic<TaskPage> Newest(int count) => new($"newest {count}", count > 50 ? 5 : 1, data => data.TasksAsync(new TaskQuery { Limit = count }));

    /// <summary>A page of tasks. The first page is live; later pages and text search, which costs more, are read less often.</summary>
    public static Topic<TaskPage> Tasks(TaskFilter filter, TimeProvider time) =>
        new($"tasks {filter}", filter.Cursor is null && filter.Search is null ? 1 : 10, data => data.TasksAsync(filter.ToQuery(time.GetUtcNow())));

    public static Topic<TaskPage> Completed(int hours, int count, TimeProvider time) =>
        new($"completed {hours} {count}", 15, data => data.TasksAsync(new TaskQuery { State = TaskState.Completed, From = time.GetUtcNow() - TimeSpan.FromHours(hours), Limit = count }));

    public static Topic<DecisionLogPage> Decisions(int page, int pageSize, ComputeTarget? target, DecisionStage? stage) =>
        new($"decisions {page} {pageSize} {target} {stage}", page == 1 ? 1 : 10, data => data.DecisionsAsync(page, pageSize, target, stage));

    public static Topic<FoundTask> Task(Guid id) =>
        new($"task {id:N}", 1, async data => new FoundTask(await data.TaskAsync(id)), found => found.Task is null or { IsTerminal: true });
}

/// <summary>The stage that decides.</summary>
internal sealed record ActiveStage(RoutingStage Stage);

/// <summary>A task that was looked for; null when there is none.</summary>
internal sealed record FoundTask(TaskSnapshot? Task);
