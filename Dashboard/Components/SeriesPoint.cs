namespace Orchestrator.Dashboard.Components;

/// <summary>One moment of a chart.</summary>
/// <param name="At">When.</param>
/// <param name="Values">One value for each line; null for a gap.</param>
public sealed record SeriesPoint(DateTimeOffset At, IReadOnlyList<double?> Values);
