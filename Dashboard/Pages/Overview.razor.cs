using Orchestrator.Dashboard.Components;

namespace Orchestrator.Dashboard.Pages;

/// <summary>Everything at a glance.</summary>
public sealed partial class Overview
{
    private const int NewestTasks = 8;
    private const int Stretches = 48;
    private readonly Live<RoutingStats> _stats;
    private readonly Live<IReadOnlyList<SiloStatus>> _silos;
    private readonly Live<PolicyStatus> _policy;
    private readonly Live<TaskPage> _newest;
    private readonly Live<GroupedStats> _grouped;

    public Overview()
    {
        (_stats, _silos, _policy) = (Source<RoutingStats>(), Source<IReadOnlyList<SiloStatus>>(), Source<PolicyStatus>());
        (_newest, _grouped) = (Source<TaskPage>(), Source<GroupedStats>());
    }

    private bool IsFirstRun => _newest.Value is { Tasks.Count: 0 };

    /// <inheritdoc />
    protected override void Choose()
    {
        _stats.Choose(Topics.Stats(View.Range));
        _silos.Choose(Topics.Silos);
        _policy.Choose(Topics.Policy);
        _newest.Choose(Topics.Newest(NewestTasks));
        _grouped.Choose(Topics.Flows(View.Range, Stretches));
    }

    private List<Bars.Part> ByTarget(RoutingStats stats) =>
    [
        .. TargetSet.All.Select(target => (Target: target, Count: stats.ByTarget.GetValueOrDefault(target))).Select(item => new Bars.Part(
            Show.Wire(item.Target), item.Count, Show.Count(item.Count), Chips.Color(item.Target), View.Link("/tasks", ("target", Show.Wire(item.Target))))),
    ];

    private List<Bars.Part> ByState(RoutingStats stats) =>
    [
        .. Enum.GetValues<TaskState>().Select(state => (State: state, Count: stats.ByState.GetValueOrDefault(state))).Select(item => new Bars.Part(
            Show.Wire(item.State), item.Count, Show.Count(item.Count), StateColor(item.State), View.Link("/tasks", ("status", Show.Wire(item.State))))),
    ];

    private static List<SeriesPoint> Finished(GroupedStats stats) =>
    [
        .. stats.Stretches.Select(stretch => new SeriesPoint(
            stretch.From, [Rate(stretch, TaskState.Completed), Rate(stretch, TaskState.Failed), Rate(stretch, TaskState.Cancelled)])),
    ];

    /// <summary>Tasks an hour.</summary>
    private static double Rate(StatsStretch stretch, TaskState state) => stretch.Figures.Ended.GetValueOrDefault(state) / (double)stretch.Hours;

    private static string StateColor(TaskState state) => state switch
    {
        TaskState.Completed => "--good",
        TaskState.Failed => "--bad",
        TaskState.Cancelled => "--muted",
        _ => "--primary",
    };
}
