using Orchestrator.Dashboard.Components;

namespace Orchestrator.Dashboard.Pages;

/// <summary>Everything at a glance.</summary>
public sealed partial class Overview
{
    private const int NewestTasks = 200;
    private const int MaxRates = 300;
    private readonly Live<RoutingStats> _stats;
    private readonly Live<IReadOnlyList<SiloStatus>> _silos;
    private readonly Live<PolicyStatus> _policy;
    private readonly Live<TaskPage> _newest;
    private readonly List<SeriesPoint> _rates = [];
    private (DateTimeOffset At, int Hours, long Total, long Finished)? _last;

    public Overview() => (_stats, _silos, _policy, _newest) = (Source<RoutingStats>(), Source<IReadOnlyList<SiloStatus>>(), Source<PolicyStatus>(), Source<TaskPage>());

    /// <inheritdoc />
    protected override void Choose()
    {
        _stats.Choose(Topics.Stats(View.Range.Hours));
        _silos.Choose(Topics.Silos);
        _policy.Choose(Topics.Policy);
        _newest.Choose(Topics.Newest(NewestTasks));
    }

    /// <inheritdoc />
    protected override bool ShouldRender()
    {
        NoteRate();
        return true;
    }

    // Two readings of the same period make one point; tasks that leave the period at its far end would count as negative.
    private void NoteRate()
    {
        if (_stats.Reading is not { Value: { } stats, AsOf: var at } || _last?.At == at) return;
        var finished = stats.TotalTasks - Figures.Unfinished(stats);
        if (_last is { } last && last.Hours == stats.PeriodHours && (at - last.At).TotalMinutes is > 0 and < 1 and var minutes)
        {
            _rates.Add(new SeriesPoint(at, [Math.Max(0, finished - last.Finished) / minutes, Math.Max(0, stats.TotalTasks - last.Total) / minutes]));
            if (_rates.Count > MaxRates) _rates.RemoveAt(0);
        }
        _last = (at, stats.PeriodHours, stats.TotalTasks, finished);
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

    private static string StateColor(TaskState state) => state switch
    {
        TaskState.Completed => "--good",
        TaskState.Failed => "--bad",
        TaskState.Cancelled => "--muted",
        _ => "--primary",
    };
}
