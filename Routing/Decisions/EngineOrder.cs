namespace Orchestrator.Routing;

/// <summary>Which of two engines of one target gets the next task.</summary>
internal static class EngineOrder
{
    /// <summary>Differences in telemetry below this many percent are noise: without it, all work would follow the last sample until the next one comes.</summary>
    private const double TelemetryStepPercent = 10;

    /// <summary>True when <paramref name="engine"/> goes before <paramref name="other"/>; of equals the one booked longer ago does, then the one listed first.</summary>
    public static bool IsBetter(EngineState engine, EngineState other)
    {
        if (engine.Overloaded != other.Overloaded)
            return other.Overloaded;
        if (engine.FreeSlots != other.FreeSlots)
            return engine.FreeSlots > other.FreeSlots;
        var load = ((long)engine.Outstanding * other.Slots).CompareTo((long)other.Outstanding * engine.Slots);
        if (load != 0)
            return load < 0;
        var telemetry = Math.Floor(engine.UtilizationPercent / TelemetryStepPercent).CompareTo(Math.Floor(other.UtilizationPercent / TelemetryStepPercent));
        return telemetry != 0 ? telemetry < 0 : engine.LastBooked < other.LastBooked;
    }
}
