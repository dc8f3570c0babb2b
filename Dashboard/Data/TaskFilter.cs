namespace Orchestrator.Dashboard;

/// <summary>What the task explorer shows: exactly what its address says.</summary>
internal sealed record TaskFilter(
    TimeRange Range, TaskState? State, ComputeTarget? Target, TaskType? Type, TaskPriority? Priority, string? Search, bool Unpriced, TaskOrder Order, string? Cursor, int Limit)
{
    public bool IsNarrowed => State is not null || Target is not null || Type is not null || Priority is not null || Search is not null || Unpriced;

    public TaskQuery ToQuery(DateTimeOffset now) => new()
    {
        State = State, Target = Target, Type = Type, Priority = Priority, Search = Search, Cursor = Cursor, Limit = Limit,
        From = Range.Start(now), To = Range.To, Unpriced = Unpriced, Order = Order,
    };
}
