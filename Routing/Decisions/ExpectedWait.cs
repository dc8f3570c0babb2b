namespace Orchestrator.Routing;

/// <summary>How long a task waits for a slot.</summary>
internal static class ExpectedWait
{
    /// <summary>
    /// Nothing while a slot is free. Else the work ahead spread over the slots, where each running task is half done on average:
    /// mean service time · (outstanding − slots/2) / slots. The mean is of what was handed out, where the ledger knows it, and of recent tasks for the rest.
    /// </summary>
    public static double Of(EngineState engine, OutcomeStatistics statistics, string model, double ownServiceMs, DateTimeOffset now)
    {
        if (engine.Outstanding < engine.Slots)
            return 0;
        var known = engine.HandedOutServiceMs > 0 ? engine.HandedOut : 0;
        var unknown = engine.Outstanding - known;
        var work = engine.HandedOutServiceMs + (unknown > 0 ? unknown * statistics.MeanServiceMs(engine.Target, model, ownServiceMs, now) : 0);
        var mean = work / engine.Outstanding;
        return mean * (engine.Outstanding - (engine.Slots / 2.0)) / engine.Slots;
    }
}
