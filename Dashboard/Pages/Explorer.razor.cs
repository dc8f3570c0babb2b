using Orchestrator.Dashboard.Components;

namespace Orchestrator.Dashboard.Pages;

/// <summary>All tasks, a page at a time.</summary>
public sealed partial class Explorer
{
    private const int PageSize = 50;

    private static readonly (string, object?)[] Cleared =
        [("q", null), ("status", null), ("target", null), ("task_type", null), ("priority", null), ("unpriced", null), ("cursor", null)];

    private readonly Live<TaskPage> _tasks;
    private readonly HashSet<Guid> _chosen = [];
    private IReadOnlySet<string> _hidden = new HashSet<string>();
    private TaskFilter _filter = new(TimeRange.Default, null, null, null, null, null, false, TaskOrder.Newest, null, PageSize);

    private static readonly (TaskOrder Order, string Name)[] Orders =
    [
        (TaskOrder.Newest, "newest first"), (TaskOrder.Slowest, "slowest first"), (TaskOrder.Fastest, "fastest first"),
        (TaskOrder.Dearest, "dearest first"), (TaskOrder.Cheapest, "cheapest first"),
    ];

    public Explorer() => _tasks = Source<TaskPage>();

    private IReadOnlyList<GridColumn<TaskSnapshot>> Leading => View.MayChange ? [new("Pick", _ => "") { Cell = Pick, IsExported = false }] : [];

    /// <inheritdoc />
    protected override void Choose()
    {
        if (View.Path != "/tasks") return;
        var filter = new TaskFilter(
            View.Range, Read<TaskState>("status"), Read<ComputeTarget>("target"), Read<TaskType>("task_type"), Read<TaskPriority>("priority"),
            View["q"]?.Trim(), View["unpriced"] == "1", Read<TaskOrder>("order") ?? TaskOrder.Newest, View["cursor"], PageSize);
        _hidden = ColumnChoice.Read(View["hide"]);
        if (filter == _filter && _tasks.Value is not null) return;
        _filter = filter;
        _chosen.Clear();
        _tasks.Choose(Topics.Tasks(filter, Clock));
    }

    private T? Read<T>(string name)
        where T : struct, Enum => WireNames.TryParse(View[name], out T value) ? value : null;

    private void Filter(string name, string? value) => View.Change((name, string.IsNullOrWhiteSpace(value) ? null : value.Trim()), ("cursor", null));

    private void Filter((string Name, string? Value) choice) => Filter(choice.Name, choice.Value);

    private string OrderName => Orders.First(entry => entry.Order == _filter.Order).Name;

    private void Sort(TaskOrder order) => View.Change(("order", order == TaskOrder.Newest ? null : Show.Wire(order)), ("cursor", null));

    private void Toggle(Guid id)
    {
        if (!_chosen.Remove(id)) _chosen.Add(id);
    }
}
