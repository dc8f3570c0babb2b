namespace Orchestrator.Cli;

/// <summary>What to put on a server.</summary>
/// <param name="Users">Closed loop: users that each wait for their task before the next.</param>
/// <param name="Tasks">Tasks in all.</param>
/// <param name="WarmUp">Tasks before them that count nowhere: the first of a fresh process pay for its compilation.</param>
/// <param name="RatePerSecond">Open loop: tasks a second whatever the server does; null for the closed loop.</param>
/// <param name="Duration">No task starts later than this; null for no limit.</param>
internal sealed record LoadPlan(int Users, int Tasks, int WarmUp, double? RatePerSecond, TimeSpan? Duration)
{
    /// <summary>Open loop: more than this are never in flight; latencies still count from when a task was due.</summary>
    public const int MostInFlight = 10_000;
}
