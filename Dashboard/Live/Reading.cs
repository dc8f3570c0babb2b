namespace Orchestrator.Dashboard;

/// <summary>What is known of one source: the last value and its time, and since when there has been no newer one.</summary>
/// <param name="Value">The last value read; null before the first.</param>
/// <param name="AsOf">When it was read.</param>
/// <param name="Problem">Why the latest attempt gave nothing; null when it did.</param>
/// <param name="UnreachableSince">When the first of the failed attempts in a row was made.</param>
public sealed record Reading<T>(T? Value = null, DateTimeOffset AsOf = default, string? Problem = null, DateTimeOffset? UnreachableSince = null)
    where T : class
{
    public bool IsLoading => Value is null && Problem is null;

    public Reading<T> Succeeded(T value, DateTimeOffset now) => new(value, now, null, null);

    public Reading<T> Failed(string problem, DateTimeOffset now) => this with { Problem = problem, UnreachableSince = UnreachableSince ?? now };
}
