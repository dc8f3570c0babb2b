namespace Orchestrator.Engines;

/// <summary>Doubling waits between restarts, from 100 ms to 30 s; a process that lived for a minute starts the series anew. Not thread-safe.</summary>
internal sealed class RestartBackoff
{
    internal static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    internal static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    internal static readonly TimeSpan Healthy = TimeSpan.FromMinutes(1);
    private TimeSpan _next = First;

    /// <summary>The wait before the next start.</summary>
    /// <param name="readyFor">How long the process that ended had been ready; zero when it never was.</param>
    public TimeSpan Next(TimeSpan readyFor)
    {
        if (readyFor >= Healthy) _next = First;
        var wait = _next;
        _next = TimeSpan.FromTicks(Math.Min(_next.Ticks * 2, Longest.Ticks));
        return wait;
    }
}
