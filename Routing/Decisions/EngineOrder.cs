namespace Orchestrator.Routing;

/// <summary>
/// Which of two engines of one target gets the next task: one that is not overloaded, then the one with more free slots, then the shorter queue per slot, then the
/// calmer machine; of equals the one booked longer ago, then the one listed first. All but the last two are packed into one number that changes only with a booking,
/// so that a decision over many silos compares integers.
/// </summary>
internal static class EngineOrder
{
    /// <summary>Differences in telemetry below this many percent are noise: without it, all work would follow the last sample until the next one comes.</summary>
    private const double TelemetryStepPercent = 10;

    private const int TelemetryBits = 8;
    private const int LoadBits = 32;
    private const int FreeBits = 20;
    private const ulong MostFree = (1UL << FreeBits) - 1;
    private const ulong MostLoad = (1UL << LoadBits) - 1;

    /// <summary>The lower, the better.</summary>
    public static ulong KeyOf(EngineState engine)
    {
        var telemetry = (ulong)Math.Clamp(engine.UtilizationPercent / TelemetryStepPercent, 0, (1 << TelemetryBits) - 1);
        var load = Math.Min(MostLoad, (ulong)engine.Outstanding * 1024 / (ulong)engine.Slots);
        var busy = MostFree - Math.Min(MostFree, (ulong)engine.FreeSlots);
        return (engine.Overloaded ? 1UL << 63 : 0) | (busy << (LoadBits + TelemetryBits)) | (load << TelemetryBits) | telemetry;
    }

    /// <summary>Below zero when the first goes before the second; zero only for one and the same of a view.</summary>
    public static IComparer<EngineState> Comparer { get; } = Comparer<EngineState>.Create(Compare);

    private static int Compare(EngineState engine, EngineState other) =>
        engine.OrderKey != other.OrderKey ? engine.OrderKey.CompareTo(other.OrderKey)
        : engine.LastBooked != other.LastBooked ? engine.LastBooked.CompareTo(other.LastBooked)
        : engine.Number.CompareTo(other.Number);
}
