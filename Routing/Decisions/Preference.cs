namespace Orchestrator.Routing;

/// <summary>
/// Narrows the candidates to those to use while there is a choice. First overload: a GPU or CPU busier than its threshold gives way to any target that is not.
/// Then <c>max_latency_ms</c>: among what is left, targets predicted to miss it give way to one that keeps it. When nothing would be left, a step is skipped,
/// so that a limit never turns into a refusal.
/// </summary>
internal static class Preference
{
    public static TargetSet Of(ReadOnlySpan<Candidate> candidates, TargetSet available, int? maxLatencyMs)
    {
        var calm = available;
        foreach (ref readonly var candidate in candidates)
            if (IsOverloaded(candidate))
                calm = calm.Without(candidate.Target);
        var preferred = calm.IsEmpty ? available : calm;
        if (maxLatencyMs is not { } limit)
            return preferred;
        var inTime = preferred;
        foreach (ref readonly var candidate in candidates)
            if (candidate.IsAvailable && candidate.LatencyMs > limit)
                inTime = inTime.Without(candidate.Target);
        return inTime.IsEmpty ? preferred : inTime;
    }

    public static bool IsOverloaded(in Candidate candidate) => candidate.Engine is { Overloaded: true };
}
