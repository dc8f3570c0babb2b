using Orchestrator.Dashboard.Components;

namespace Orchestrator.Dashboard.Pages;

/// <summary>What it cost, what the cloud alone would have cost, and what was saved: figures that are never mixed.</summary>
public sealed partial class Costs
{
    private const int Stretches = 48;
    private const int Listed = 10;

    private static readonly (string Name, string Title)[] Groupings = [("target", "Target"), ("task_type", "Kind"), ("model", "Model"), ("account", "Account")];

    private readonly Live<GroupedStats> _grouped;
    private readonly Live<TaskPage> _unpriced;

    public Costs() => (_grouped, _unpriced) = (Source<GroupedStats>(), Source<TaskPage>());

    private string? Baseline => View["baseline"];

    private bool ShowsLocal => View["local"] == "1";

    private string Grouping => Groupings.Any(entry => entry.Name == View["by"]) ? View["by"]! : Groupings[0].Name;

    /// <inheritdoc />
    protected override void Choose()
    {
        if (View.Path != "/costs") return;
        _grouped.Choose(Topics.Grouped(View.Range, Stretches, Baseline));
        _unpriced.Choose(Topics.Unpriced(View.Range, Listed, Clock));
    }

    private IReadOnlyList<Figure> FiguresOf(GroupedStats stats) =>
    [
        Figures.Actual(stats.Totals), .. ShowsLocal ? [Figures.Local(stats)] : Array.Empty<Figure>(), Figures.Estimated(stats.Sums),
        Baseline is null ? Figures.Baseline(stats.Totals) : Figures.OtherBaseline(stats), Baseline is null ? Figures.Saved(stats.Totals) : Figures.OtherSaved(stats),
        Figures.Unpriced(stats.Totals), Figures.Projection(stats.Totals),
    ];

    private static List<SeriesPoint> Points(GroupedStats stats) =>
    [
        .. stats.Stretches.Select(stretch => new SeriesPoint(
            stretch.From,
            [(double)stretch.Figures.CostUsd, (double)stretch.Figures.EstimatedUsd, (double)stretch.Figures.BaselineUsd, (double)stretch.Figures.SavedUsd])),
    ];

    private static List<Bars.Part> ByTarget(GroupedStats stats) => Parts(stats, figures => figures.CostUsd);

    private static List<Bars.Part> SavedByTarget(GroupedStats stats) => Parts(stats, figures => figures.SavedUsd);

    private static List<Bars.Part> Parts(GroupedStats stats, Func<StatsFigures, decimal> amount) =>
    [
        .. TargetSet.All.Select(target =>
        {
            var usd = stats.Targets.FirstOrDefault(group => group.Key == Show.Wire(target)) is { } group ? amount(group.Figures) : 0;
            return new Bars.Part(Show.Wire(target), (double)Math.Max(0, usd), Show.Usd(usd), Chips.Color(target));
        }),
    ];

    private IReadOnlyList<StatsGroup> GroupsOf(GroupedStats stats) => Grouping switch
    {
        "task_type" => stats.Types,
        "model" => stats.Models,
        "account" => stats.Accounts,
        _ => stats.Targets,
    };
}
