using System.Globalization;

namespace Orchestrator.Dashboard.Pages;

/// <summary>How routing decides, what it decided, and what it would decide.</summary>
public sealed partial class Routing
{
    private const int LogPageSize = 25;
    private const int Versions = 20;
    private const int Stretches = 48;
    private readonly Live<ActiveStage> _stage;
    private readonly Live<PolicyStatus> _policy;
    private readonly Live<DecisionLogPage> _log;

    private readonly Live<IReadOnlyList<PolicyVersion>> _versions;
    private readonly Live<GroupedStats> _grouped;
    private readonly Live<Learned> _learned;

    public Routing()
    {
        (_stage, _policy, _log) = (Source<ActiveStage>(), Source<PolicyStatus>(), Source<DecisionLogPage>());
        (_versions, _grouped) = (Source<IReadOnlyList<PolicyVersion>>(), Source<GroupedStats>());
        _learned = Source<Learned>();
    }

    private int LogPage => int.TryParse(View["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var page) ? Math.Clamp(page, 1, 1_000_000) : 1;

    private IReadOnlyList<GridColumn<DecisionLogEntry>> LogColumns =>
    [
        new("Decided", entry => View.Time(entry.Decision.DecidedAt, Now)),
        new("Task", entry => entry.TaskId.ToString()) { Label = entry => Show.ShortId(entry.TaskId) },
        new("Target", entry => Show.Wire(entry.Decision.Target)) { Cell = entry => Chips.Target(entry.Decision.Target) },
        new("Kind", entry => Show.Wire(entry.Type)),
        new("Priority", entry => Show.Wire(entry.Priority)),
        new("Stage", entry => Show.Wire(entry.Decision.Stage)),
        new("Try", entry => Show.Count(entry.AttemptNumber)) { IsNumber = true },
        new("Confidence", entry => Show.Share(entry.Decision.Confidence)) { IsNumber = true },
        new("Why", entry => entry.Decision.Reasoning) { Cell = Why },
    ];

    /// <inheritdoc />
    protected override void Choose()
    {
        if (View.Path != "/routing") return;
        _stage.Choose(Topics.Stage);
        _policy.Choose(Topics.Policy);
        _versions.Choose(Topics.PolicyVersions(Versions));
        _learned.Choose(Topics.Learned);
        _grouped.Choose(Topics.Flows(View.Range, Stretches));
        _log.Choose(Topics.Decisions(
            LogPage, LogPageSize,
            WireNames.TryParse(View["target"], out ComputeTarget target) ? target : null,
            WireNames.TryParse(View["stage"], out DecisionStage stage) ? stage : null));
    }

    private void Filter((string Name, string? Value) choice) => View.Change((choice.Name, string.IsNullOrEmpty(choice.Value) ? null : choice.Value), ("page", null));
}
