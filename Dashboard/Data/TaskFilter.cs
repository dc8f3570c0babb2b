namespace Orchestrator.Dashboard;

/// <summary>What the task explorer shows: exactly what its address says.</summary>
internal sealed record TaskFilter(
    int Hours, TaskState? State, ComputeTarget? Target, TaskType? Type, TaskPriority? Priority, string? Search, string? Cursor, int Limit)
{
    public bool IsNarrowed => State is not null || Target is not null || Type is not null || Priority is not null || Search is not null;

    public TaskQuery ToQuery(DateTimeOffset now) => new()
    {
        State = State, Target = Target, Type = Type, Priority = Priority, Search = Search, Cursor = Cursor, Limit = Limit, From = now - TimeSpan.FromHours(Hours),
    };
}
