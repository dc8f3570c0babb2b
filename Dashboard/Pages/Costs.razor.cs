using Orchestrator.Dashboard.Components;

namespace Orchestrator.Dashboard.Pages;

/// <summary>What it cost, what the cloud alone would have cost, and what was saved: three figures that are never mixed.</summary>
public sealed partial class Costs
{
    private const int Completed = 200;
    private readonly Live<RoutingStats> _stats;
    private readonly Live<CostHistory> _history;
    private readonly Live<TaskPage> _completed;

    public Costs() => (_stats, _history, _completed) = (Source<RoutingStats>(), Source<CostHistory>(), Source<TaskPage>());

    private string? Newest => _completed.Value is { } page ? $"newest {page.Tasks.Count} completed tasks" : null;

    /// <inheritdoc />
    protected override void Choose()
    {
        _stats.Choose(Topics.Stats(View.Range.Hours));
        _history.Choose(Topics.Costs(View.Range.Hours));
        _completed.Choose(Topics.Completed(View.Range.Hours, Completed, Clock));
    }

    private List<SeriesPoint> Points(CostHistory history)
    {
        var end = _history.Reading.AsOf;
        return [.. history.Stretches.Select(stretch => new SeriesPoint(
            end - TimeSpan.FromHours(stretch.StartHoursAgo - stretch.Hours), [(double)stretch.ActualUsd, (double)stretch.BaselineUsd, (double)stretch.SavedUsd]))];
    }
}
